import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCommandRecord } from '#protocol/journal-parse.ts';
import { ParseError, parseRecord, parseString } from '#protocol/parse.ts';
import type { CommandWithOutput } from '#protocol/command.ts';
import { writeDurably } from '../write-durably.ts';

/** Keeps commands with their output in the run's folder, a file each. */
export type CommandStore = {
  /** Oldest first. */
  load(): Promise<CommandWithOutput[]>;
  /** Settles when the command is in its file, or when the failure to write it was told. */
  save(command: CommandWithOutput): Promise<void>;
  remove(id: string): void;
  /** Waits for everything that was given so far. */
  settled(): Promise<void>;
};

/** Milliseconds until a disk that refused is asked again. */
const tryAgainAfter = 2_000;

/**
 * Opens the folder `dir`.
 * @param report is told of a file that could not be written: the terminal goes on
 */
export function createCommandStore(dir: string, report: (error: unknown) => void): CommandStore {
  let work: Promise<unknown> = mkdir(dir, { recursive: true, mode: 0o700 });
  /** What a full disk did not take, by id: it is written when there is room again. */
  const unsaved = new Map<string, string>();
  let retry: NodeJS.Timeout | undefined;
  const queue = (task: () => Promise<void>): Promise<void> => {
    const done = work.then(task).catch(report);
    work = done;
    return done;
  };
  // A reader, and a server that starts after a crash, sees the old file or the new one.
  const write = (id: string, text: string) => writeDurably(join(dir, `${id}.json`), text);

  async function writeUnsaved(): Promise<void> {
    for (const [id, text] of unsaved) {
      await write(id, text);
      unsaved.delete(id);
    }
  }

  function tryLater(): void {
    clearTimeout(retry);
    retry = setTimeout(() => {
      // The failure was told when it came first.
      work = work.then(writeUnsaved).catch(tryLater);
    }, tryAgainAfter);
    retry.unref();
  }

  return {
    load: async () => {
      await work;
      const commands: CommandWithOutput[] = [];
      for (const name of await readdir(dir)) {
        if (!name.endsWith('.json')) continue;
        const command = parseStored(await readFile(join(dir, name), 'utf8'));
        if (command) commands.push(command);
      }
      return commands.sort((one, other) => (one.startedAt ?? 0) - (other.startedAt ?? 0));
    },
    save: (command) => {
      const text = JSON.stringify(command);
      return queue(async () => {
        try {
          await write(command.id, text);
          unsaved.delete(command.id);
        } catch (error) {
          unsaved.set(command.id, text);
          tryLater();
          throw error;
        }
      });
    },
    remove: (id) => {
      unsaved.delete(id);
      void queue(() => rm(join(dir, `${id}.json`), { force: true }));
    },
    settled: async () => {
      clearTimeout(retry);
      await queue(writeUnsaved);
    },
  };
}

function parseStored(text: string): CommandWithOutput | null {
  try {
    const raw = parseRecord(JSON.parse(text), 'command');
    return { ...parseCommandRecord(raw, 'command'), output: parseString(raw.output, 'command.output', 1 << 20) };
  } catch (error) {
    // A figure less is better than a run that does not open.
    if (error instanceof ParseError || error instanceof SyntaxError) return null;
    throw error;
  }
}
