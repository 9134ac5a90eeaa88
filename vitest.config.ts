import { defineConfig } from 'vitest/config';

const project = (name: string, options: { timeout: number; oneAtATime?: boolean; sharesProcesses?: boolean }) => ({
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    testTimeout: options.timeout,
    hookTimeout: options.timeout,
    fileParallelism: !options.oneAtATime,
    // What leaves nothing behind needs no process of its own for each file: the modules are read once.
    isolate: !options.sharesProcesses,
  },
});

export default defineConfig({
  test: {
    // An error that no test awaits fails the run: the default, and it stays so.
    dangerouslyIgnoreUnhandledErrors: false,
    // Most of these tests wait for processes and deadlines: two cores do not mean one file at a time.
    maxWorkers: 6,
    projects: [
      project('unit', { timeout: 30_000, sharesProcesses: true }),
      project('content', { timeout: 30_000, sharesProcesses: true }),
      project('server', { timeout: 30_000, sharesProcesses: true }),
      // What asks every route, kills processes again and again, and forges reports by the hundred: no matter of seconds.
      project('security', { timeout: 60_000 }),
      project('faults', { timeout: 120_000 }),
      project('reports', { timeout: 120_000 }),
      // A browser on built pages that no lab serves; one file at a time, because a browser fills a core.
      project('pages', { timeout: 600_000, oneAtATime: true }),
      // One cluster at a time: its container names and ports are fixed.
      project('cluster', { timeout: 600_000, oneAtATime: true }),
      project('browser', { timeout: 600_000, oneAtATime: true }),
    ],
  },
});
