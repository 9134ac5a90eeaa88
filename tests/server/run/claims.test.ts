import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { judgeClaims } from '#checks/claims/judge-claims.ts';
import { openJournal } from '../../../server/journal/journal.ts';
import type { TestLab } from '../../lab.ts';
import { startLabWithoutDocker } from '../lab-without-docker.ts';
import { tellLab } from '../../unit/claims/told-lab.ts';

const { events: told } = await tellLab();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lab-claims-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A lab whose run has the told journal behind it, and nothing happening beside it. */
async function startAfterTheLab(): Promise<TestLab> {
  const home = path.join(folder, 'home');
  const run = path.join(home, 'runs', 'told');
  await mkdir(run, { recursive: true });
  await writeFile(path.join(home, 'current-run.json'), JSON.stringify({ id: 'told', project: 'lab-told' }));
  using journal = openJournal(path.join(run, 'journal.sqlite'));
  for (const { body } of told) journal.append(body);
  return startLabWithoutDocker({ LAB_HOME: home });
}

/** What a page hears of the run until the event with this number. */
async function heardUntil(lab: TestLab, seq: number): Promise<string> {
  const response = await fetch(`${lab.url}/api/run/events?from=0`, {
    headers: { Authorization: `Bearer ${lab.token}` },
    signal: AbortSignal.timeout(10_000),
  });
  let heard = '';
  for await (const chunk of response.body ?? []) {
    heard += Buffer.from(chunk).toString();
    if (heard.includes(`id: ${seq}\n`)) break;
  }
  return heard;
}

describe('GET /api/claims', () => {
  test('shows nothing of a run that has just begun', async () => {
    await using lab = await startLabWithoutDocker();
    expect(await lab.client.claims()).toEqual(judgeClaims([]));
  });

  test('judges the journal of the run, also after the server was started again', async () => {
    await using lab = await startAfterTheLab();
    const claims = await lab.ask('GET', '/claims');
    const states = judgeClaims(told).map(({ id, state, sentence }) => ({ id, state, sentence }));
    expect(claims).toMatchObject(states);
    expect(await lab.ask('GET', '/claims')).toEqual(claims);
  });

  test('follows what happens after it was first asked', async () => {
    await using lab = await startLabWithoutDocker();
    const why = async () => (await lab.client.claims()).find(({ id }) => id === 'one-leader')?.why;
    expect(await why()).toBe('До этой проверки прохождение не дошло.');
    const { observed } = await lab.client.check('one-leader');
    expect(await why()).toBe(`Проверка не прошла ни разу; последний её ответ: ${observed}.`);
  });

  test('begins anew with another run', async () => {
    await using lab = await startAfterTheLab();
    const shown = async () => (await lab.client.claims()).filter(({ state }) => state === 'shown').length;
    expect(await shown()).toBe(27);
    await lab.ask('POST', '/run/reset');
    expect(await shown()).toBe(0);
  });

  test('is asked with the token only', async () => {
    await using lab = await startLabWithoutDocker();
    expect((await fetch(`${lab.url}/api/claims`)).status).toBe(401);
  });
});

test('pages hear of everything in a run but the observations, which are large and only judged', async () => {
  await using lab = await startAfterTheLab();
  const heard = await heardUntil(lab, told.at(-1)?.seq ?? 0);
  expect(heard).not.toContain('"observation"');
  for (const { seq, body } of told) expect(heard.includes(`id: ${seq}\n`)).toBe(body.kind !== 'observation');
});
