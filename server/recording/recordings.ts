import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { RecordingInfo } from '#protocol/recording.ts';
import type { Tape } from '../terminal/tape.ts';
import { openCastFile } from './cast-file.ts';
import { labPolicy, type Policy } from './policy.ts';
import { readPlaceFile } from './place-file.ts';
import { createRecording, placeFileOf, type Recording, type RecordingOptions } from './recording.ts';
import { redactLines, toNeedle } from './redact.ts';
import { openRedactedTexts } from './redacted-texts.ts';
import { lengthOf, type Line } from './stretches.ts';
import { budgetsFrom, lengthWithin, sizesOf, thinLines, withoutOldest, type StretchSize } from './thin-out.ts';

/** The recordings of one run: a file for each terminal. */
export type Recordings = AsyncDisposable & {
  /** The folder of the files `<terminal>.cast`. */
  readonly dir: string;
  /** The recording of a terminal, begun with its first shell. */
  readonly tape: (terminal: string) => Tape;
  /** By name; after everything up to now was written. */
  readonly list: () => Promise<RecordingInfo[]>;
  /** Writes everything up to now. */
  flush(): Promise<void>;
  /**
   * Takes texts out of everything that was recorded, and out of what will be; returns how many places there were.
   * @throws LabError `redaction-too-short`; any other error when a file could not be written, which then is as it was
   */
  redact(texts: readonly string[]): Promise<number>;
  /** Everything that `redact` ever took out of this run's recordings. */
  readonly redacted: () => readonly string[];
};

export type RecordingsOptions = {
  readonly dir: string;
  /** Milliseconds since the epoch that never run backwards: the journal's clock. */
  readonly now: () => number;
  /** Texts that must not be written; asked for at each writing. */
  readonly secrets: () => readonly string[];
  /** Told of failures that nobody waits for. */
  readonly report: (error: unknown) => void;
  readonly policy?: Policy;
};

const extension = '.cast';
const safeName = /^[a-z0-9][\w-]{0,62}$/i;

/** Opens the folder of a run's recordings; those that are there go on. */
export async function openRecordings(options: RecordingsOptions): Promise<Recordings> {
  const { dir, now, secrets, report, policy = labPolicy } = options;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const recordings = new Map<string, Recording>();
  const redacted = await openRedactedTexts(path.join(dir, 'redacted.json'));
  /** Those whose last writing failed, which was told once. */
  const failing = new Set<Recording>();
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<unknown> = Promise.resolve();

  /** One task at a time touches the files. */
  const queue = <Value>(task: () => Promise<Value>): Promise<Value> => {
    const done = work.then(task);
    work = done.catch(() => undefined);
    return done;
  };

  function create(terminal: string, kept: RecordingOptions['kept']): Recording {
    const recording = createRecording({
      terminal,
      path: path.join(dir, `${terminal}${extension}`),
      kept,
      now,
      policy,
      secrets: () => [...secrets(), ...redacted.all()],
      written: () => flush(),
      dirty: () => {
        timer ??= setTimeout(() => void flush(), policy.flushEvery);
      },
    });
    recordings.set(terminal, recording);
    return recording;
  }

  const total = () => [...recordings.values()].reduce((sum, { info }) => sum + (info?.bytes ?? 0), 0);

  /** Changes every recording on disk; whether any is another then. Of a long run no more than one is in memory at a time. */
  async function changeAll(change: (lines: readonly Line[]) => readonly Line[]): Promise<boolean> {
    let isOther = false;
    for (const recording of recordings.values()) {
      const lines = await recording.lines();
      const next = change(lines);
      if (lengthOf(next) === lengthOf(lines)) continue;
      await recording.replace(next);
      isOther = true;
    }
    return isOther;
  }

  async function makeRoom(bytes: number): Promise<void> {
    const target = policy.thinned - bytes;
    const sizes: (readonly StretchSize[])[] = [];
    for (const recording of recordings.values()) sizes.push(sizesOf(await recording.lines()));
    const budgets = budgetsFrom(policy);
    const fitting = budgets.find(
      (budget) => sizes.reduce((sum, each) => sum + lengthWithin(each, budget), 0) <= target,
    );
    const budget = fitting ?? budgets.at(-1) ?? policy;
    await changeAll((lines) => thinLines(lines, budget));
    if (fitting) return;
    while (total() > target) if (!(await changeAll(withoutOldest))) break;
  }

  async function writeAll(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    for (const recording of recordings.values()) {
      try {
        const bytes = await recording.transcribe();
        if (total() + bytes > policy.run) {
          await makeRoom(bytes);
          recording.shorten(policy.run - total());
        }
        await recording.append();
        failing.delete(recording);
      } catch (error) {
        // The lines wait, in bounded memory; a full disk may have room again.
        if (!failing.has(recording)) report(error);
        failing.add(recording);
        timer ??= setTimeout(() => void flush(), policy.flushEvery);
      }
    }
  }

  const flush = () => queue(writeAll);

  for (const name of await readdir(dir)) {
    const terminal = name.slice(0, -extension.length);
    if (!name.endsWith(extension) || !safeName.test(terminal)) continue;
    const file = await openCastFile(path.join(dir, name));
    if (!file) continue;
    const reached = await readPlaceFile(placeFileOf(path.join(dir, name)));
    create(terminal, { file, lines: await file.lines(), reached });
  }

  return {
    dir,
    tape: (terminal) => {
      if (!safeName.test(terminal)) throw new Error(`a recording of «${terminal}» would have no safe file name`);
      return (recordings.get(terminal) ?? create(terminal, null)).tape;
    },
    list: async () => {
      await flush();
      return [...recordings.values()]
        .flatMap(({ info }) => info ?? [])
        .sort((one, other) => one.terminal.localeCompare(other.terminal));
    },
    flush,
    redact: async (wanted) => {
      const texts = wanted.map(toNeedle);
      return queue(async () => {
        // First everything up to now, so that it is counted like the rest.
        await writeAll();
        await redacted.add(texts);
        let found = 0;
        for (const recording of recordings.values()) {
          const { lines, places } = await redactLines(await recording.lines(), texts);
          if (places > 0) await recording.replace(lines);
          found += places;
        }
        return found;
      });
    },
    redacted: redacted.all,
    [Symbol.asyncDispose]: async () => {
      await flush();
      clearTimeout(timer);
      for (const recording of recordings.values()) {
        try {
          await recording[Symbol.asyncDispose]();
        } catch (error) {
          report(error);
        }
      }
    },
  };
}
