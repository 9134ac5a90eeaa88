import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toReports } from '#protocol/witness-reports.ts';
import { createApi } from '../../../src/client/api.ts';
import { commandView } from '../../../src/client/command-view.ts';
import { type RecordedPage, openRecordedPage } from '../../../src/client/reading/recorded-page.ts';
import { heardAt } from '../../../src/client/reading/heard-at.ts';
import { openReference } from '../../../src/client/reading/reference.ts';
import { sourceInReference } from '../../../src/client/reading/replay-source.ts';
import { type RunConnection, type RunSnapshot, connectToRun } from '../../../src/client/run-connection.ts';
import { createTimeline } from '../../../src/client/timeline.ts';
import { serveFolder, type StaticHost } from '../../browser/static-site.ts';
import { repository } from '../../content/pages.ts';
import { waitFor } from '../../wait-for.ts';
import { commandOf } from './story.ts';

const still = { now: () => performance.now(), next: () => 0, cancel: () => undefined };

let host: StaticHost;
let page: RecordedPage;
let connection: RunConnection | null = null;

beforeEach(async () => {
  host = await serveFolder(path.join(repository, 'public'));
  page = await openRecordedPage(`${host.url}/reference/`, 'stop-leader', still);
});

afterEach(async () => {
  connection?.dispose();
  page.dispose();
  await host[Symbol.asyncDispose]();
});

describe('the page of a recorded step', () => {
  it('stands at the end of its step, with what the step had shown by then', () => {
    expect(page.clock.at).toBe(page.step.until);
    expect(page.state.everPassed).toEqual(page.step.checks.map(({ id }) => id));
    expect(page.state.commands).toEqual(page.step.commands.map(({ record }) => record));
    expect(page.state.witnesses).toEqual(page.step.witnesses);
    expect(page.state.placeholders.leader).toBe(page.step.names.at(-1)?.values.leader);
  });

  it('shows any moment of the run once it has its journal', async () => {
    const seen: unknown[] = [];
    page.follow((state) => seen.push(state.witnesses));
    page.clock.seek(page.step.from);
    expect(seen).toEqual([]);
    const events = await page.journal();
    page.clock.seek(page.step.from + 1);
    expect(page.state.witnesses).toEqual(toReports(events.filter(({ at }) => at <= page.step.from + 1)));
    page.clock.seek(page.step.until);
    expect(page.state.witnesses).toEqual(page.step.witnesses);
    expect(seen.length).toBeGreaterThanOrEqual(2);
  });

  it('takes a witness that has said nothing new for one that has just answered, a silent one for silent', () => {
    const [one, other] = page.step.witnesses;
    if (one === undefined || other === undefined) throw new Error('the step has no two witnesses');
    const reports = [
      { ...one, problem: null, answeredAt: 1 },
      { ...other, problem: 'не отвечает', answeredAt: 1 },
    ];
    expect(heardAt(reports, 5).map(({ answeredAt }) => answeredAt)).toEqual([5, 1]);
  });

  it('replays a command from its place, and an open psql only as far as the step', () => {
    const step = { ...page.step, until: 60_000 };
    const run = commandOf('psql', { recordedFrom: 7, startedAt: 50_000 });
    expect(sourceInReference({ ...page, step }, { ...run, state: 'ended' }, 'psql')?.part).toEqual({
      kind: 'command',
      from: 7,
    });
    expect(sourceInReference({ ...page, step }, { ...run, state: 'interactive' }, 'psql')?.part).toEqual({
      kind: 'command',
      from: 7,
      until: 17,
    });
    expect(sourceInReference(page, commandOf('unrecorded'), '')).toBe(null);
  });

  it('asks for what could not be had once more, and else only once', async () => {
    const nowhere = openReference(`${host.url}/nowhere/`);
    await expect(nowhere.journal()).rejects.toThrow('404');
    await expect(nowhere.journal()).rejects.toThrow('404');
    expect(await page.reference.recording('main')).toBe(await page.reference.recording('main'));
    expect(() => page.reference.recording('../info')).toThrow('an id');
  });
});

describe('a connection without a server', () => {
  const connect = (openRecord: () => Promise<RecordedPage | null>): RunSnapshot[] => {
    const seen: RunSnapshot[] = [];
    const token = () => null;
    connection = connectToRun({ api: createApi({ token, base: host.url }), token, step: 'stop-leader', openRecord });
    connection.subscribe((snapshot) => seen.push(snapshot));
    return seen;
  };

  it('has the state of the record, and its moment for a clock', async () => {
    const seen = connect(async () => page);
    await waitFor('the record', () => seen.at(-1)?.state?.id === page.state.id);
    expect(seen.at(-1)?.mode).toBe('reading');
    expect(connection?.serverNow()).toBe(page.step.until);
    await page.journal();
    page.clock.seek(page.step.from);
    expect(connection?.snapshot.state?.witnesses).toBe(page.state.witnesses);
    expect(connection?.serverNow()).toBe(page.step.from);
  });

  it('stays calm without a record', async () => {
    const seen = connect(async () => null);
    await waitFor('the mode', () => seen.at(-1)?.mode === 'reading');
    expect(seen.at(-1)?.state).toBe(null);
  });

  it('forgets the record when it looks for a server again', async () => {
    const seen = connect(async () => page);
    await waitFor('the record', () => seen.at(-1)?.state !== null && seen.at(-1)?.mode === 'reading');
    connection?.reconnect();
    expect(seen.at(-1)).toEqual({ mode: 'connecting', state: null });
    await waitFor('the record again', () => seen.at(-1)?.state?.id === page.state.id);
  });

  it('has the timeline of the record', async () => {
    connect(async () => page);
    if (connection === null) throw new Error('there is no connection');
    const timeline = createTimeline({ run: connection, recorded: () => page.journal(), schedule: (work) => work() });
    timeline.subscribe(() => undefined);
    await waitFor('the events', () => timeline.state === 'ready');
    expect(timeline.events.length).toBeGreaterThan(500);
    expect(timeline.events.filter(({ body }) => body.kind === 'check-result')).toEqual([]);
    timeline.dispose();
  });
});

describe('a command without a server', () => {
  const command = {
    id: 'stop',
    terminal: 'main',
    kind: 'shell',
    text: 'docker stop {leader}',
    opensPsql: false,
  } as const;
  const situation = { mode: 'reading', asking: false, activity: null, wasOpen: false, now: 0 } as const;

  it('is shown as it ran, whoever leads now', () => {
    const run = commandOf('stop', {
      text: 'docker stop beta',
      state: 'ended',
      exitCode: 0,
      startedAt: 1_000,
      endedAt: 3_500,
    });
    const placeholders = { ...page.state.placeholders, leader: 'alpha' };
    const view = commandView(command, { ...situation, placeholders, run });
    expect(view).toMatchObject({ text: 'docker stop beta', look: 'done', obstacle: null, reason: null });
    expect(view.status).toContain('2,5 с');
  });

  it('says that it is for one’s own lab where the record has none of it', () => {
    const { placeholders } = page.state;
    expect(commandView(command, { ...situation, placeholders, run: null }).reason).toContain(
      'В записи этой команды нет',
    );
  });
});
