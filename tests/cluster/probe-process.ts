import { parseInteger, parseRecord } from '#protocol/parse.ts';
import { openJournal } from '../../server/journal/journal.ts';
import { createProbe } from '../../server/probe/probe.ts';

/** Writes to the server at `port` with its journal in `file`, until it is killed. */
const { file, port } = parseRecord(JSON.parse(process.argv[2] ?? ''), 'argument');
const address = {
  host: '127.0.0.1',
  port: parseInteger(port, 'port', 1, 65_535),
  user: 'postgres',
  password: 'postgres',
  database: 'postgres',
};
const journal = openJournal(String(file));
const probe = createProbe({
  journal,
  find: async () => ({ entrypoint: address, problem: null, nodes: [] }),
  report: (error) => console.error(error),
});
await probe.start('student');
