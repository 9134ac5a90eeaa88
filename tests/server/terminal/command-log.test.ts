import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { CommandRecord } from '#protocol/command.ts';
import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import { openCommandLog, type CommandLog } from '../../../server/terminal/command-log.ts';
import { createCommandStore } from '../../../server/terminal/command-store.ts';

const waiting: CommandRecord = {
  id: 'the-command',
  terminal: 'main',
  kind: 'shell',
  text: 'echo one',
  stepCommand: null,
  state: 'waiting',
  exitCode: null,
  sqlState: null,
  startedAt: null,
  endedAt: null,
};
const running = { ...waiting, state: 'running', startedAt: 1_000 } as const;
const over = { ...running, state: 'ended', exitCode: 3, endedAt: 2_000 } as const;
const facts = { size: () => ({ columns: 80, rows: 24 }), now: () => 5_000 };

/** Opens the log of a run whose killed server has left this; what is written to the journal then is collected. */
async function openAfterKill(
  journaled: readonly EventBody[],
  stored: CommandRecord | null,
): Promise<AsyncDisposable & { readonly log: CommandLog; readonly appended: EventBody[] }> {
  const dir = await mkdtemp(path.join(tmpdir(), 'lab-commands-'));
  const store = createCommandStore(dir, (error) => {
    throw error;
  });
  if (stored) await store.save({ ...stored, output: '' });
  const appended: EventBody[] = [];
  const events: JournalEvent[] = journaled.map((body, index) => ({ seq: index + 1, at: 1_000, body }));
  const read = (from: number) => events.filter(({ seq }) => seq >= from);
  const log = await openCommandLog(store, { append: (body) => appended.push(body), now: () => 5_000, read });
  return {
    log,
    appended,
    [Symbol.asyncDispose]: async () => {
      await log[Symbol.asyncDispose]();
      await rm(dir, { recursive: true });
    },
  };
}

test.each([
  ['before its file was written', null],
  ['after it', running],
])('a command that began %s when the server was killed begins no second time, and ends once', async (_, stored) => {
  await using lab = await openAfterKill([{ kind: 'command-started', command: running }], stored);
  const command = lab.log.reopen(waiting, Buffer.alloc(0), facts);
  command.begin();
  command.output(Buffer.from('one\r\n'));
  command.end({ exitCode: 0, sqlState: null });
  await lab.log.giveUpRest();
  expect(lab.appended.map(({ kind }) => kind)).toEqual(['command-ended']);
  expect(await lab.log.withOutput(waiting.id)).toMatchObject({
    state: 'ended',
    exitCode: 0,
    startedAt: 1_000,
    endedAt: 5_000,
    output: 'one',
  });
});

test('a command whose end the journal knows ends no second time, and gets the output that was not kept', async () => {
  const journaled: EventBody[] = [
    { kind: 'command-started', command: running },
    { kind: 'command-ended', command: over },
  ];
  await using lab = await openAfterKill(journaled, running);
  const command = lab.log.reopen(waiting, Buffer.alloc(0), facts);
  command.begin();
  command.output(Buffer.from('one\r\n'));
  command.end({ exitCode: 3, sqlState: null });
  expect(lab.appended).toEqual([]);
  expect(await lab.log.withOutput(waiting.id)).toMatchObject({ ...over, output: 'one' });
});

test.each([
  ['', running],
  [', also before its file was written', null],
])('a command that nobody goes on with is lost%s, and that is told once', async (_, stored) => {
  await using lab = await openAfterKill([{ kind: 'command-started', command: running }], stored);
  await lab.log.giveUpRest();
  await lab.log.giveUpRest();
  expect(await lab.log.withOutput(waiting.id)).toMatchObject({ state: 'lost', endedAt: 5_000 });
  expect(lab.appended.map(({ kind }) => kind)).toEqual(['command-ended']);
});
