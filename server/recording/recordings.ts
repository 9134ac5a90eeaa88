import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { RecordingInfo } from '#protocol/recording.ts';
import type { Tape } from '../terminal/tape.ts';
import { openCastFile } from './cast-file.ts';
import { labPolicy, type Policy } from './policy.ts';
import { createRecording, type Recording } from './recording.ts';

/** The recordings of one run: a file for each terminal. */
export type Recordings = AsyncDisposable & {
  /** The recording of a terminal, begun with its first shell. */
  readonly tape: (terminal: string) => Tape;
  list(): RecordingInfo[];
  /** The file of a terminal's recording with everything up to now; null when there is none. */
  file(terminal: string): Promise<string | null>;
  /** Writes everything up to now. */
  flush(): Promise<void>;
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
  const { dir, policy = labPolicy, report } = options;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const recordings = new Map<string, Recording>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const create = (terminal: string, file: Awaited<ReturnType<typeof openCastFile>>) => {
    const recording = createRecording({
      ...options,
      policy,
      terminal,
      path: path.join(dir, `${terminal}${extension}`),
      file,
      dirty: () => {
        timer ??= setTimeout(() => void flush(), policy.flushEvery);
      },
    });
    recordings.set(terminal, recording);
    return recording;
  };

  async function writeAll(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    for (const recording of recordings.values()) {
      try {
        await recording.write();
      } catch (error) {
        report(error);
      }
    }
  }

  function flush(): Promise<void> {
    writing = writing.then(writeAll);
    return writing;
  }

  for (const name of await readdir(dir)) {
    const terminal = name.slice(0, -extension.length);
    if (!name.endsWith(extension) || !safeName.test(terminal)) continue;
    const file = await openCastFile(path.join(dir, name));
    if (file) create(terminal, file);
  }

  return {
    tape: (terminal) => {
      if (!safeName.test(terminal)) throw new Error(`a recording of «${terminal}» would have no safe file name`);
      return (recordings.get(terminal) ?? create(terminal, null)).tape;
    },
    list: () => [...recordings.values()].flatMap(({ info }) => info ?? []),
    file: async (terminal) => {
      await flush();
      const recording = recordings.get(terminal);
      return recording?.info ? recording.path : null;
    },
    flush,
    [Symbol.asyncDispose]: async () => {
      await flush();
      for (const recording of recordings.values()) await recording[Symbol.asyncDispose]();
    },
  };
}
