import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { terminalProcesses } from '../../../server/terminal/processes.ts';
import { waitFor } from '../../wait-for.ts';
import { attachClient, openTestTerminals, runToEnd, shellCommand, waitForActivity } from './test-terminals.ts';

const jobs = [
  'nohup sleep 500 >/dev/null 2>&1 &',
  'sleep 501 &',
  'setsid sleep 502 &',
  'sh -c \'trap "" HUP TERM; while :; do sleep 503; done\' &',
  'setsid nohup sh -c \'trap "" HUP; sleep 504\' >/dev/null 2>&1 &',
  'sleep 505 & kill -STOP $!',
];

async function startJobs(lab: Awaited<ReturnType<typeof openTestTerminals>>): Promise<string> {
  for (const job of jobs) await runToEnd(lab.terminals, job);
  await runToEnd(lab.terminals, 'printf %s "$LAB_TERMINAL" > marker');
  const marker = await readFile(path.join(lab.workspace, 'marker'), 'utf8');
  expect((await terminalProcesses(marker, null)).length).toBeGreaterThanOrEqual(jobs.length);
  return marker;
}

test.concurrent(
  'no process is left when the terminals close: nohup, setsid, HUP-ignoring, stopped and foreground jobs',
  async () => {
    const lab = await openTestTerminals();
    const marker = await startJobs(lab);
    await lab.terminals.run('main', shellCommand('sleep 506'));
    await waitForActivity(lab.terminals, 'running');
    await lab[Symbol.asyncDispose]();
    expect(await terminalProcesses(marker, null)).toEqual([]);
    expect(lab.reported).toEqual([]);
  },
);

test.concurrent('no process is left when the shell ends by itself', async () => {
  await using lab = await openTestTerminals();
  const marker = await startJobs(lab);
  const client = attachClient(lab.terminals);
  client.type('exit\rexit\r');
  await waitForActivity(lab.terminals, 'closed');
  await waitFor('the jobs to end', async () => (await terminalProcesses(marker, null)).length === 0);
  expect(lab.reported).toEqual([]);
});

test.concurrent('what a killed server has left behind ends when the run is opened again', async () => {
  await using lab = await openTestTerminals();
  const marker = await startJobs(lab);
  await using later = await openTestTerminals({ runDir: lab.dir });
  expect(later.terminals.names).toContain('main');
  expect(await terminalProcesses(marker, null)).toEqual([]);
});
