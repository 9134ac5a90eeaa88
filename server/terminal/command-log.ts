import { randomUUID } from 'node:crypto';
import type { CommandRecord, CommandWithOutput } from '#protocol/command.ts';
import type { EventBody } from '#protocol/journal.ts';
import type { CommandKind } from '#protocol/step.ts';
import { type Journal, readAll } from '../journal/journal.ts';
import type { CommandStore } from './command-store.ts';
import { createOutputTail, type OutputTail } from './output-tail.ts';
import { plainText } from './plain-text.ts';
import type { Size } from './session.ts';
import type { Tape } from './tape.ts';

/** What the terminals need of the run's journal. */
export type TerminalJournal = Pick<Journal, 'read' | 'now'> & { append(body: EventBody): unknown };

/** A command that has not ended yet; its owner adds output and moves it on. */
export type OpenCommand = {
  readonly record: CommandRecord;
  /** What is kept of its output so far, as it came. */
  readonly raw: Buffer;
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
    /** `id`: the same for the same command, when it is told of again. */
    facts: CommandFacts & { readonly id?: string },
  ): OpenCommand;
  /** Goes on with a command of an earlier server; one that it has seen the end of stays as it is. */
  reopen(record: CommandRecord, raw: Buffer, facts: CommandFacts): OpenCommand;
  /** What was not reopened is lost: its terminal is gone. */
  giveUpRest(): Promise<void>;
};

/** What a command's record takes from its terminal. */
export type CommandFacts = {
  readonly size: () => Size;
  /** The journal's clock, or that of what is gone through again. */
  readonly now: () => number;
};

const maxCommands = 200;

type Entry = {
  record: CommandRecord;
  tail: OutputTail | null;
  text: Promise<string>;
  readonly facts: CommandFacts;
  /** Told so by this server; an earlier one may have written more into the record. */
  begun: boolean;
  over: boolean;
  /** Milliseconds by which its known start is later than the clock that it is told again by: that was set back meanwhile. */
  ahead: number;
};

/** Reads what earlier servers kept; commands that were running then wait for `reopen` or `giveUpRest`. */
export async function openCommandLog(
  store: CommandStore,
  journal: TerminalJournal,
  tape?: (terminal: string) => Tape,
): Promise<CommandLog> {
  const entries = new Map<string, Entry>();

  function keep(id: string, entry: Entry) {
    entries.set(id, entry);
    for (const [id, { record: old }] of entries) {
      if (entries.size <= maxCommands) break;
      if (old.endedAt === null) continue;
      entries.delete(id);
      store.remove(id);
    }
  }

  /** What a command has that no terminal goes on with. */
  const forgotten = {
    tail: null,
    facts: { size: () => ({ columns: 80, rows: 24 }), now: () => journal.now() },
    begun: true,
    over: true,
    ahead: 0,
  };
  const ended = new Map<string, CommandRecord>();
  /** Begun and not ended, also where a kill came before their file. */
  const begun = new Map<string, CommandRecord>();
  for (const { body } of readAll(journal, 1, ['command-started', 'command-ended'])) {
    if (body.kind === 'command-started') begun.set(body.command.id, body.command);
    if (body.kind !== 'command-ended') continue;
    ended.set(body.command.id, body.command);
    begun.delete(body.command.id);
  }
  /** Running when an earlier server was killed, with the output that was kept then. */
  const abandoned = new Map<string, string>();
  /** Ended, but their output was not kept any more. */
  const withoutOutput = new Set<string>();
  for (const { output, ...kept } of (await store.load()).slice(-maxCommands)) {
    // The journal is written first: an end that it knows did happen, though its output was not kept in time.
    const end = ended.get(kept.id);
    const record = kept.endedAt === null ? (end ?? kept) : kept;
    entries.set(kept.id, { ...forgotten, record, text: Promise.resolve(output) });
    if (kept.endedAt !== null) continue;
    if (end) {
      withoutOutput.add(kept.id);
      await store.save({ ...end, output });
    } else abandoned.set(kept.id, output);
  }

  function handle(entry: Entry): OpenCommand {
    const { now } = entry.facts;
    /** Told when psql has answered, not by a place in the stream: what was told of it is not told again. */
    const isStatement = entry.record.kind === 'sql';
    const keepOutput = (record: CommandRecord, raw: Buffer) => {
      // Whoever is given the output of an ended command is given what a crash does not take back.
      entry.text = plainText(raw, entry.facts.size()).then(async (output) => {
        await store.save({ ...record, output });
        return output;
      });
    };
    return {
      get record() {
        return entry.record;
      },
      get raw() {
        return entry.tail?.bytes() ?? Buffer.alloc(0);
      },
      output: (bytes) => entry.tail?.push(bytes),
      begin: (position = null) => {
        if (entry.begun || entry.over) return;
        entry.begun = true;
        const isKnown = entry.record.startedAt !== null;
        if (!isKnown) entry.record = { ...entry.record, state: 'running', startedAt: now() };
        entry.ahead = Math.max(0, (entry.record.startedAt ?? 0) - now());
        if (isKnown && isStatement) return;
        const recordedFrom = tape?.(entry.record.terminal).commandBegun(entry.record);
        if (isKnown) return;
        if (recordedFrom !== undefined) entry.record = { ...entry.record, recordedFrom: position ?? recordedFrom };
        journal.append({ kind: 'command-started', command: entry.record });
        void store.save({ ...entry.record, output: '' });
      },
      interactive: () => {
        if (entry.over || entry.record.state !== 'running') return;
        entry.record = { ...entry.record, state: 'interactive' };
        // The same command again: readers of the journal keep the newest state of each id.
        journal.append({ kind: 'command-started', command: entry.record });
      },
      end: ({ exitCode, sqlState, lost }) => {
        if (entry.over) return;
        entry.over = true;
        const isKnown = entry.record.endedAt !== null;
        if (!isKnown) {
          const endedAt = Math.max(now() + entry.ahead, entry.record.startedAt ?? 0);
          const startedAt = entry.record.startedAt ?? endedAt;
          entry.record = {
            ...entry.record,
            state: lost ? 'lost' : 'ended',
            exitCode,
            sqlState,
            startedAt,
            endedAt,
          };
        }
        if (!isKnown || !isStatement) tape?.(entry.record.terminal).commandEnded(entry.record);
        if (entry.tail) keepOutput(entry.record, entry.tail.bytes());
        entry.tail = null;
        if (!isKnown) journal.append({ kind: 'command-ended', command: entry.record });
      },
      withdraw: () => entries.delete(entry.record.id),
    };
  }

  function reopen(record: CommandRecord, raw: Buffer, facts: CommandFacts): OpenCommand {
    const known = entries.get(record.id);
    abandoned.delete(record.id);
    const end = known?.record.endedAt ? known.record : ended.get(record.id);
    const hasOutput = end !== undefined && !withoutOutput.has(record.id);
    const entry: Entry = {
      record: end ?? begun.get(record.id) ?? known?.record ?? record,
      tail: hasOutput ? null : createOutputTail(),
      text: known?.text ?? Promise.resolve(''),
      facts,
      begun: record.startedAt !== null,
      over: false,
      ahead: 0,
    };
    entry.tail?.push(raw);
    begun.delete(record.id);
    // One that has given way to newer ones, told again, must not push these out in its turn.
    const hasGivenWay = known === undefined && end !== undefined && entries.size >= maxCommands;
    if (!hasGivenWay) keep(record.id, entry);
    return handle(entry);
  }

  return {
    records: () => [...entries.values()].map(({ record }) => record),
    withOutput: async (id) => {
      const entry = entries.get(id);
      if (!entry) return null;
      const { record } = entry;
      const output = entry.tail ? await plainText(entry.tail.bytes(), entry.facts.size()) : await entry.text;
      return { ...record, output };
    },
    open: (command, { id = randomUUID(), ...facts }) => {
      const waiting = { state: 'waiting', exitCode: null, sqlState: null, startedAt: null, endedAt: null } as const;
      const record: CommandRecord = { id, ...command, ...waiting };
      if (entries.has(id) || ended.has(id) || begun.has(id)) return reopen(record, Buffer.alloc(0), facts);
      const entry: Entry = {
        record,
        tail: createOutputTail(),
        text: Promise.resolve(''),
        facts,
        begun: false,
        over: false,
        ahead: 0,
      };
      keep(id, entry);
      return handle(entry);
    },
    reopen,
    giveUpRest: async () => {
      const rest = [...abandoned.keys(), ...begun.keys()];
      for (const id of new Set(rest)) {
        const output = abandoned.get(id) ?? '';
        const record = entries.get(id)?.record ?? begun.get(id);
        if (!record || record.endedAt !== null) continue;
        const lost: CommandRecord = { ...record, state: 'lost', endedAt: journal.now() };
        keep(id, { ...forgotten, record: lost, text: Promise.resolve(output) });
        await store.save({ ...lost, output });
        if (lost.startedAt !== null) journal.append({ kind: 'command-ended', command: lost });
      }
      abandoned.clear();
      begun.clear();
    },
    [Symbol.asyncDispose]: async () => {
      for (const { text } of entries.values()) await text;
      await store.settled();
    },
  };
}
