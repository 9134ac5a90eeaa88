// The lab's server as it is, but with the ptys in its own process: what the owner of the ptys costs is the difference.
import path from 'node:path';
import { readConfig } from '../../../../server/config.ts';
import { createLabServer } from '../../../../server/lab-server.ts';
import { ptysHere } from '../../../ptys-here.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
const server = await createLabServer(readConfig(process.env, root), {
  site: '/nonexistent',
  report: (error) => console.error(error),
  ptys: ptysHere(),
});
console.log(`port ${new URL(server.url).port}`);
