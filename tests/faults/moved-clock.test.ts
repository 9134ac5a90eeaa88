import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseCommandRecord, parseJournalEvent } from '#protocol/journal-parse.ts';
import { parseRecord, parseString } from '#protocol/parse.ts';
import { readCast } from '../server/recording/test-recordings.ts';
import { waitFor } from '../wait-for.ts';
import { createFindings } from './rounds/round.ts';
import { actAsBrowser } from './run/browser-globals.ts';
import { checkJournal } from './run/check-journal.ts';
import { askLab, makeLabWorld, type LabWorld } from './run/lab-world.ts';
import { openPageTerminal } from './run/page-terminal.ts';
import { makeSetClock, noSetClock, type SetClock } from './run/set-clock.ts';
import { suspend } from './run/suspend.ts';
import { followShown } from './run/shown-events.ts';

const hour = 3_600;
let owner: AsyncDisposableStack;
let folder: string;
let clock: SetClock;
let world: LabWorld;

beforeEach(async () => {
  actAsBrowser();
  owner = new AsyncDisposableStack();
  folder = await mkdtemp(path.join(tmpdir(), 'lab-clock-'));
  owner.defer(() => rm(folder, { recursive: true, force: true }));
  clock = await makeSetClock(folder);
  world = await makeLabWorld(folder, 0, clock.environment);
});

afterEach(async () => {
  await owner.disposeAsync();
});

async function start() {
  const lab = await world.start();
  owner.defer(() => lab.process[Symbol.asyncDispose]());
  return lab;
}

async function begin(url: string, command: string): Promise<string> {
  const started = parseRecord(await askLab(url, 'POST', '/terminals/main/commands', { command }), 'command');
  return parseString(started.id, 'id');
}

/** Waits for a command's end; gives the milliseconds that it took by the journal. */
async function tookOf(url: string, id: string): Promise<number> {
  const record = await waitFor(
    `command ${id} to end`,
    async () => {
      const now = parseCommandRecord(await askLab(url, 'GET', `/commands/${id}`), 'command');
      return now.state === 'ended' && now;
    },
    { within: 20_000 },
  );
  return (record.endedAt ?? Infinity) - (record.startedAt ?? 0);
}

async function runOf(url: string): Promise<string> {
  const { id } = parseRecord(await askLab(url, 'GET', '/run'), 'run');
  return path.join(world.home, 'runs', parseString(id, 'id'));
}

/** Events in order of their times, and the recording in order of its own. */
async function expectInOrder(run: string): Promise<void> {
  const findings = createFindings();
  await checkJournal(run, folder, { events: [], saves: [] }, findings);
  expect(findings.misses).toEqual([]);
  const times = (await readCast(path.join(run, 'recordings'))).events.map(({ seconds }) => seconds);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
}

describe.skipIf(noSetClock !== null)(`a clock that is set (${noSetClock ?? 'for the lab alone'})`, () => {
  test.each([hour, -hour])(
    'by %i s while the lab runs changes no order, no duration and no token, and drops no page',
    { timeout: 90_000 },
    async (seconds) => {
      const { url, process: server } = await start();
      using terminal = openPageTerminal(url, 'main');
      await using shown = await followShown(url, 0);
      const before = await begin(url, 'sleep 1');
      expect(await tookOf(url, before)).toBeGreaterThan(900);
      const id = await begin(url, 'sleep 2');
      await waitFor('it to run', () => terminal.activity().at === 'running');
      await clock.move(seconds);
      const took = await tookOf(url, id);
      expect(took).toBeGreaterThan(1_900);
      expect(took).toBeLessThan(12_000);
      const date = await begin(url, 'printf "%(%s)T" -1');
      await tookOf(url, date);
      const said = parseRecord(await askLab(url, 'GET', `/commands/${date}`), 'command').output;
      // The shell sees the set clock: it was one.
      expect(Math.abs(Number(said) - Date.now() / 1_000 - seconds)).toBeLessThan(60);
      expect(terminal.link()).toBe('attached');
      const times = [...shown.events.values()].map((text) => parseJournalEvent(JSON.parse(text)).at);
      expect(times).toEqual(times.toSorted((one, other) => one - other));
      expect(Math.max(...times) - Math.min(...times)).toBeLessThan(60_000);
      const run = await runOf(url);
      await server.end('SIGTERM');
      await expectInOrder(run);
    },
  );

  test(
    'by an hour while the lab is suspended in the middle of a command changes no order, no duration and no token',
    { timeout: 90_000 },
    async () => {
      const lab = await start();
      const { url } = lab;
      using terminal = openPageTerminal(url, 'main');
      await using shown = await followShown(url, 0);
      const id = await begin(url, 'echo before-the-sleep; sleep 2; echo after-it');
      await waitFor('it to run', () => terminal.text().includes('before-the-sleep\r\n'));
      const suspended = await suspend(world.home, lab);
      await clock.move(hour);
      // The page does not sleep here: it hears nothing for so long that it connects anew.
      await waitFor('the page to miss the server', () => terminal.link() !== 'attached');
      suspended.resume();
      await terminal.attached();
      const took = await tookOf(url, id);
      expect(took).toBeGreaterThan(1_900);
      expect(took).toBeLessThan(60_000);
      const said = parseString(parseRecord(await askLab(url, 'GET', `/commands/${id}`), 'command').output, 'output');
      expect(said).toBe('before-the-sleep\nafter-it');
      const times = [...shown.events.values()].map((text) => parseJournalEvent(JSON.parse(text)).at);
      expect(times).toEqual(times.toSorted((one, other) => one - other));
      const run = await runOf(url);
      await lab.process.end('SIGTERM');
      await expectInOrder(run);
    },
  );

  test.each([hour, -hour])(
    'by %i s while the server is away leaves a command that outlived it with its own duration, and all in order',
    { timeout: 90_000 },
    async (seconds) => {
      const first = await start();
      await tookOf(first.url, await begin(first.url, 'true'));
      const id = await begin(first.url, `sleep 3; echo over >>'${world.typed}'`);
      await waitFor('it to run', async () => {
        const { state } = parseRecord(await askLab(first.url, 'GET', `/commands/${id}`), 'command');
        return state === 'running';
      });
      await first.process.end('SIGKILL');
      await clock.move(seconds);
      await waitFor('it to be over', () => existsSync(world.typed));
      const second = await start();
      const took = await tookOf(second.url, id);
      expect(took).toBeGreaterThan(2_500);
      // Where the clock was set ahead meanwhile, the next journal begins with it: the hour is in between, once.
      expect(took).toBeLessThan((Math.max(0, seconds) + 30) * 1_000);
      await askLab(second.url, 'GET', '/recordings');
      const run = await runOf(second.url);
      await second.process.end('SIGTERM');
      await expectInOrder(run);
    },
  );
});
