import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { showCommand, type ShowOptions } from '../command.ts';
import { parseTally } from './tally.ts';
import type { Tally } from './tally.ts';

// The whole suite must fit into 45 minutes; no part of it may hang longer.
const DEADLINE_MS = 40 * 60_000;

/** Runs projects of the suite in one Vitest and counts. */
export async function runVitest(
  root: string,
  projects: readonly string[],
  args: readonly string[],
  options: Pick<ShowOptions, 'env' | 'hold'> = {},
): Promise<Tally> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ha-postgres-lab-tests-'));
  try {
    const report = path.join(folder, 'report.json');
    const code = await showCommand(
      process.execPath,
      [
        path.join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        ...projects.flatMap((project) => ['--project', project]),
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
        ...args,
      ],
      { ...options, deadlineMs: DEADLINE_MS, cwd: root },
    );
    const text = await readFile(report, 'utf8').catch((error: unknown) => {
      // Vitest could not even start or was ended: that is one failure, and its own output says why.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text !== undefined) return parseTally(JSON.parse(text), code, root);
    return { passed: 0, failures: [`${projects.join(', ')}: Vitest не оставил отчёта, его слова — выше`] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
