import { readFile } from 'node:fs/promises';
import { homedir, hostname, userInfo } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { LabError } from '../lab-error.ts';
import { readSteps } from '../run/read-steps.ts';
import { createDisguise } from './disguise.ts';
import { figuredCommands } from './figures.ts';
import { makeReference } from './make-reference.ts';
import { publishedPorts } from './published-ports.ts';
import { recordRun } from './record-run.ts';
import { readRecordedRun } from './recorded-run.ts';
import { writeReference } from './write-reference.ts';

const usage = `npm run record [-- --from DIR] [--to DIR]
  Walks the whole lab on a real cluster, with a server and a LAB_HOME of its own, and writes what happened to
  public/reference/: the run that the site shows where no server answers.
  --from DIR  the folder of a run that was walked already (LAB_HOME/runs/…), instead of walking
  --to DIR    another folder to write to`;

const root = path.resolve(import.meta.dirname, '../..');

try {
  const { values } = parseArgs({
    options: { from: { type: 'string' }, to: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) console.log(usage);
  else await record(values.from ?? null, values.to ?? path.join(root, 'public/reference'));
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  console.error(`${error.title}. ${error.message}\n${error.hint}`);
  process.exitCode = 1;
}

async function record(from: string | null, to: string): Promise<void> {
  await using walked = from === null ? await recordRun(root, console.log) : null;
  const folder = path.resolve(from ?? walked?.folder ?? '');
  const stepsFolder = path.join(root, 'src/content/steps');
  const files = makeReference(await readRecordedRun(folder), {
    // The title page, of part 0, shows no run.
    steps: (await readSteps(stepsFolder)).filter(({ part }) => part > 0),
    figures: await figuredCommands(stepsFolder),
    ports: publishedPorts(await readFile(path.join(root, 'lab-files/stages/part-3/docker-compose.yml'), 'utf8')),
    disguise: createDisguise({
      folders: [
        { real: path.dirname(path.dirname(folder)), shown: '/home/student/ha-postgres-lab-data' },
        { real: root, shown: '/home/student/ha-postgres-lab' },
        ...[walked?.user ?? '', homedir()].map((real) => ({ real, shown: '/home/student' })),
      ],
      host: hostname(),
      user: userInfo().username,
    }),
  });
  await writeReference(to, files);
  const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  console.log(`${files.size} files, ${Math.round(bytes / 1_024)} KiB in ${to}`);
}
