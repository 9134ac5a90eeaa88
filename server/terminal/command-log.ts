import { randomUUID } from 'node:crypto';
import type { CommandRecord, CommandWithOutput } from '#protocol/command.ts';
import type { EventBody } from '#protocol/journal.ts';
import type { CommandKind } from '#protocol/step.ts';
import { type Journal, readAll } from '../journal/journal.ts';
import type { CommandStore } from './command-store.ts';
import { createOutputTail, plainText, type OutputTail } from './output.ts';
import type { Size } from './session.ts';
import type { Tape } from './tape.ts';

/** What the terminals need of the run's journal. */
export type TerminalJournal = Pick<Journal, 'read' | 'now'> & { append(body: EventBody): unknown };

/** A command that has not ended yet; its owner adds output and moves it on. */
export type OpenCommand = {
  readonly record: CommandRecord;
  output(bytes: Buffer): void;
  /** `position`: where its recording begins, in seconds, when that is not now. */
  begin(position?: number | null): void;
  interactive(): void;
  end(result: { readonly exitCode: number | null; readonly sqlState: string | null; readonly lost?: boolean }): void;
  /** Forgets a command that was not typed after all. */
  withdraw(): void;
};

/** Every command of the run, newest last. */
export type CommandLog = AsyncDisposable & {
  records(): CommandRecord[];
  withOutput(id: string): Promise<CommandWithOutput | null>;
  open(
    command: {
      readonly terminal: string;
      readonly kind: CommandKind;
      readonly text: string;
      readonly stepCommand: string | null;
    },
    size: () => Size,
  ): OpenCommand;
};

const maxCommands = 200;

type Entry = { record: CommandRecord; tail: OutputTail | null; text: Promise<string>; readonly size: () => Size };

/** Reads what earlier servers kept; commands that were running then are lost. */
export async function openCommandLog(
  store: CommandStore,
  journal: TerminalJournal,
  tape?: (terminal: string) => Tape,
): Promise<CommandLog> {
  const entries = new Map<string, Entry>();

  function keep(record: CommandRecord, entry: Entry) {
    entries.set(record.id, entry);
    for (const [id, { record: old }] of entries) {
      if (entries.size <= maxCommands) break;
      if (old.endedAt === null) continue;
      entries.delete(id);
      store.remove(id);
    }
  }

  const ended = new Map<string, CommandRecord>();
  for (const { body } of readAll(journal, 1, ['command-ended'])) {
    if (body.kind === 'command-ended') ended.set(body.command.id, body.command);
  }
  for (const { output, ...kept } of (await store.load()).slice(-maxCommands)) {
    const entry: Entry = {
      record: kept,
      tail: null,
      text: Promise.resolve(output),
      size: () => ({ columns: 80, rows: 24 }),
    };
    entries.set(kept.id, entry);
    if (kept.endedAt !== null) continue;
    // The journal is written first: an end that it knows did happen, though its output was not kept in time.
    const end = ended.get(kept.id);
    entry.record = end ?? { ...kept, state: 'lost', endedAt: journal.now() };
    await store.save({ ...entry.record, output });
    if (end !== undefined) continue;
    if (kept.startedAt !== null) journal.append({ kind: 'command-ended', command: entry.record });
  }

  return {
    records: () => [...entries.values()].map(({ record }) => record),
    withOutput: async (id) => {
      const entry = entries.get(id);
      if (!entry) return null;
      const { record } = entry;
      return { ...record, output: entry.tail ? await plainText(entry.tail.bytes(), entry.size()) : await entry.text };
    },
    open: (command, size) => {
      const id = randomUUID();
      const entry: Entry = {
        record: { id, ...command, state: 'waiting', exitCode: null, sqlState: null, startedAt: null, endedAt: null },
        tail: createOutputTail(),
        text: Promise.resolve(''),
        size,
      };
      keep(entry.record, entry);
      const over = () => entry.record.endedAt !== null;
      return {
        get record() {
          return entry.record;
        },
        output: (bytes) => entry.tail?.push(bytes),
        begin: (position = null) => {
          if (over() || entry.record.startedAt !== null) return;
          entry.record = { ...entry.record, state: 'running', startedAt: journal.now() };
          const begun = tape?.(entry.record.terminal).commandBegun(entry.record);
          if (begun !== undefined) entry.record = { ...entry.record, recordedFrom: position ?? begun };
          journal.append({ kind: 'command-started', command: entry.record });
          void store.save({ ...entry.record, output: '' });
        },
        interactive: () => {
          if (over() || entry.record.state !== 'running') return;
          entry.record = { ...entry.record, state: 'interactive' };
          // The same command again: readers of the journal keep the newest state of each id.
          journal.append({ kind: 'command-started', command: entry.record });
        },
        end: ({ exitCode, sqlState, lost }) => {
          if (over()) return;
          const endedAt = journal.now();
          const startedAt = entry.record.startedAt ?? endedAt;
          const state = lost ? 'lost' : 'ended';
          entry.record = { ...entry.record, state, exitCode, sqlState, startedAt, endedAt };
          const { record, tail } = entry;
          tape?.(record.terminal).commandEnded(record);
          // Whoever is given the output of an ended command is given what a crash does not take back.
          entry.text = plainText(tail?.bytes() ?? Buffer.alloc(0), size()).then(async (output) => {
            await store.save({ ...record, output });
            return output;
          });
          entry.tail = null;
          journal.append({ kind: 'command-ended', command: record });
        },
        withdraw: () => entries.delete(id),
      };
    },
    [Symbol.asyncDispose]: async () => {
      for (const { text } of entries.values()) await text;
      await store.settled();
    },
  };
}
