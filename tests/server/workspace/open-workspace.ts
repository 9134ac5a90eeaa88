import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventBody } from '#protocol/journal.ts';
import { openJournal } from '../../../server/journal/journal.ts';
import type { Walk } from '../../../server/workspace/beneath.ts';
import { openWorkspace } from '../../../server/workspace/workspace.ts';

export const compose = 'services:\n  zoo:\n    image: zookeeper:3.9\n';
export const haproxy = 'listen postgres\n    bind *:5432\n';

/** The ways of walking that this system has. */
export const walks = process.platform === 'linux' ? (['descriptor', 'path'] as const) : (['path'] as const);

/** A folder of its own with the lab's files, a journal and a workspace that can be opened again. */
export async function createRun() {
  const home = await mkdtemp(join(tmpdir(), 'lab-workspace-'));
  const originals = join(home, 'lab-files');
  await mkdir(join(originals, 'stages', 'part-3'), { recursive: true });
  await writeFile(join(originals, 'docker-compose.yml'), compose);
  await writeFile(join(originals, 'haproxy.cfg'), haproxy);
  await writeFile(join(originals, 'README.md'), '# Файлы\n');
  await writeFile(join(originals, 'stages', 'part-3', 'docker-compose.yml'), `${compose}  postgres_entrypoint: {}\n`);
  const dir = join(home, 'run', 'lab');
  const journal = openJournal(join(home, 'run', 'journal.sqlite'));

  return {
    home,
    dir,
    originals,
    journal,
    open: (walk?: Walk) => openWorkspace({ dir, originals, journal, ...(walk === undefined ? {} : { walk }) }),
    saved: () =>
      journal
        .read(1)
        .map((event) => event.body)
        .filter((body): body is Extract<EventBody, { kind: 'file-saved' }> => body.kind === 'file-saved')
        .map(({ path, by }) => `${by} ${path}`),
    async [Symbol.asyncDispose]() {
      journal[Symbol.dispose]();
      await rm(home, { recursive: true });
    },
  };
}
