import { describe, expect, it } from 'vitest';
import { type CommandSituation, commandView } from '../../../src/client/command-view.ts';
import { createClickGuard } from '../../../src/client/click-guard.ts';
import { durationText, elapsedText } from '#protocol/words/elapsed.ts';
import { figureOutput } from '#protocol/figure-output.ts';
import { type CommandOnPage, newestRun } from '../../../src/client/step-command-on-page.ts';
import { offerFor } from '../../../src/client/terminal-offer.ts';
import { unknownNames } from '#protocol/placeholder.ts';
import { commandRecord, slaveLeads } from './run-states.ts';

const ps: CommandOnPage = { id: 'ps', terminal: 'main', kind: 'shell', text: 'docker compose ps', opensPsql: false };
const stop: CommandOnPage = { ...ps, id: 'stop-leader', text: 'docker stop {leader}' };
const connect: CommandOnPage = {
  id: 'connect-leader',
  terminal: 'leader',
  kind: 'shell',
  text: 'psql -h 127.0.0.1 -p {leader-port} -U postgres',
  opensPsql: true,
};
const insert: CommandOnPage = {
  ...connect,
  id: 'insert',
  kind: 'sql',
  text: "INSERT INTO t VALUES('3')",
  opensPsql: false,
};

const live: CommandSituation = {
  mode: 'live',
  placeholders: slaveLeads,
  run: null,
  asking: false,
  activity: { at: 'prompt' },
  wasOpen: false,
  now: 75_500,
};

describe('the block of a command', () => {
  it('has the names of the cluster', () => {
    expect(commandView(stop, live)).toMatchObject({ text: 'docker stop pg-slave', look: 'idle', obstacle: null });
  });

  it('has neutral names and says why it cannot run until they are known', () => {
    expect(commandView(stop, { ...live, placeholders: unknownNames })).toMatchObject({
      text: 'docker stop лидер',
      obstacle: 'Ещё неизвестно, кто лидер: кластер не запущен или не ответил.',
    });
  });

  it('says in a page for reading that commands need the lab', () => {
    const view = commandView(ps, { ...live, mode: 'reading', placeholders: null });
    expect(view.obstacle).toContain('npm start');
  });

  it('goes from asking over waiting and running to the exit code', () => {
    const at = (change: Partial<CommandSituation>) => commandView(ps, { ...live, ...change });
    expect(at({ asking: true }).look).toBe('waiting');
    expect(at({ run: commandRecord({ state: 'waiting', startedAt: null }) }).look).toBe('waiting');
    expect(at({ run: commandRecord() })).toMatchObject({
      look: 'running',
      status: 'идёт 1 мин 05 с',
      button: 'Выполняется',
    });
    const ended = { state: 'ended', endedAt: 13_400 } as const;
    expect(at({ run: commandRecord({ ...ended, exitCode: 0 }) })).toMatchObject({
      look: 'done',
      status: 'код 0 · 3,4 с',
    });
    expect(at({ run: commandRecord({ ...ended, exitCode: 1 }) })).toMatchObject({
      look: 'failed',
      status: 'код 1 · 3,4 с',
    });
    expect(at({ run: commandRecord({ ...ended, exitCode: 130 }) }).status).toContain('прервана');
  });

  it('tells when the last run ended, with its day when that is not today', () => {
    const ended = new Date(2026, 10, 28, 14, 3).getTime();
    const run = commandRecord({ state: 'ended', endedAt: ended, exitCode: 0 });
    expect(commandView(ps, { ...live, run, now: ended + 60_000 }).when).toBe('14:03');
    expect(commandView(ps, { ...live, run, now: ended + 86_400_000 }).when).toBe('28 ноября, 14:03');
    expect(commandView(ps, { ...live, run: commandRecord() }).when).toBe('');
  });

  it('does not read the seconds out', () => {
    const early = commandView(ps, { ...live, run: commandRecord(), now: 11_000 });
    const late = commandView(ps, { ...live, run: commandRecord(), now: 99_000 });
    expect(late.announcement).toBe(early.announcement);
    expect(late.status).not.toBe(early.status);
  });

  it('names the SQLSTATE of a refused statement', () => {
    const run = commandRecord({ kind: 'sql', state: 'ended', exitCode: 1, sqlState: '25006', endedAt: 10_100 });
    expect(commandView(insert, { ...live, run })).toMatchObject({
      look: 'failed',
      status: 'ошибка 25006 — узел только для чтения · 0,1 с',
    });
  });

  it('takes a statement without an error state for done', () => {
    const run = commandRecord({ kind: 'sql', state: 'ended', exitCode: 0, sqlState: '00000', endedAt: 10_100 });
    expect(commandView(insert, { ...live, run }).look).toBe('done');
  });

  it('shows an open psql while it waits for statements', () => {
    const run = commandRecord({ terminal: 'leader', stepCommand: 'connect-leader' });
    expect(commandView(connect, { ...live, run, activity: { at: 'psql-prompt' } }).look).toBe('open');
    expect(commandView(connect, { ...live, run: { ...run, state: 'interactive' }, activity: null }).look).toBe('open');
    const select = { at: 'running', command: 'psql -h 127.0.0.1 -p 5434 -U postgres' } as const;
    expect(commandView(connect, { ...live, run, activity: select }).look).toBe('running');
    expect(commandView(connect, { ...live, run, activity: select, wasOpen: true }).look).toBe('open');
  });

  it('tells what was run when the leader has changed since', () => {
    const run = commandRecord({
      stepCommand: 'stop-leader',
      text: 'docker stop pg-master',
      state: 'ended',
      exitCode: 0,
    });
    expect(commandView(stop, { ...live, run })).toMatchObject({
      text: 'docker stop pg-slave',
      reason: 'Было выполнено: docker stop pg-master',
    });
  });
});

describe('the newest run of a command', () => {
  it('counts the same text typed by hand, white space and semicolon aside', () => {
    const byHand = commandRecord({
      id: 'h',
      stepCommand: null,
      kind: 'sql',
      text: "INSERT  INTO t VALUES('3');",
      startedAt: 20,
    });
    const byPage = commandRecord({ id: 'p', stepCommand: 'insert', startedAt: 10 });
    expect(newestRun(insert, [byHand, byPage], slaveLeads)?.id).toBe('h');
    expect(newestRun(ps, [byHand], slaveLeads)).toBeNull();
  });

  it('counts a block of statements that were typed one after another', () => {
    const block: CommandOnPage = {
      ...insert,
      text: 'CREATE TABLE t (id int);\nINSERT INTO t VALUES(1);\nSELECT * FROM t',
    };
    const typed = ['CREATE TABLE t (id int);', 'INSERT INTO t VALUES(1);', 'SELECT * FROM t;'].map((text, index) =>
      commandRecord({
        id: `h${index}`,
        stepCommand: null,
        terminal: 'leader',
        kind: 'sql',
        text,
        state: 'ended',
        exitCode: 0,
        startedAt: index,
        endedAt: index + 1,
      }),
    );
    expect(newestRun(block, typed, slaveLeads)).toMatchObject({ id: 'h2', startedAt: 0, endedAt: 3, exitCode: 0 });
    expect(newestRun(block, typed.slice(1), slaveLeads)).toBeNull();
    const failed = typed.with(1, commandRecord({ ...typed[1], exitCode: 1, sqlState: '25006' }));
    expect(newestRun(block, failed, slaveLeads)).toMatchObject({ id: 'h2', exitCode: 1, sqlState: '25006' });
  });
});

describe('the offer at a busy terminal', () => {
  it('is none at the right prompt, or when nothing is known', () => {
    expect(offerFor(ps, { at: 'prompt' })).toBeNull();
    expect(offerFor(insert, { at: 'psql-prompt' })).toBeNull();
    expect(offerFor(ps, null)).toBeNull();
  });

  it('connects first when a statement meets the shell', () => {
    expect(offerFor(insert, { at: 'prompt' })).toMatchObject({ connect: true, interrupt: false, elsewhere: false });
  });

  it('interrupts or goes elsewhere when a command meets psql or what runs', () => {
    expect(offerFor(ps, { at: 'psql-prompt' })).toMatchObject({ interrupt: true, elsewhere: true });
    const busy = offerFor(ps, { at: 'running', command: 'docker compose logs -f' });
    expect(busy).toMatchObject({ interrupt: true, elsewhere: true });
    expect(busy?.reason).toContain('docker compose logs -f');
  });
});

describe('a click', () => {
  it('counts once, however it is repeated', () => {
    const isFirst = createClickGuard();
    expect(isFirst({ detail: 1, timeStamp: 1_000 })).toBe(true);
    expect(isFirst({ detail: 2, timeStamp: 1_150 })).toBe(false);
    expect(isFirst({ detail: 0, timeStamp: 1_300 })).toBe(false);
    expect(isFirst({ detail: 1, timeStamp: 3_000 })).toBe(true);
  });
});

describe('times', () => {
  it('stand in Russian', () => {
    expect([0, 59_900, 65_000, 3_720_000].map(elapsedText)).toEqual(['0 с', '59 с', '1 мин 05 с', '1 ч 02 мин']);
    expect([20, 3_440, 65_000].map(durationText)).toEqual(['0,1 с', '3,4 с', '1 мин 05 с']);
  });
});

describe('the output in a figure', () => {
  it('has no blank lines around it and shows what a progress bar left', () => {
    expect(figureOutput('\r\n\r\n  NAME  \r\n10%\r100%\rdone\r\n\r\n')).toBe('  NAME\ndone');
  });
});
