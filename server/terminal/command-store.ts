import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCommandRecord } from '#protocol/journal-parse.ts';
import { ParseError, parseRecord, parseString } from '#protocol/parse.ts';
import type { CommandWithOutput } from '#protocol/command.ts';

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

/**
 * Opens the folder `dir`.
 * @param report is told of a file that could not be written: the terminal goes on
 */
export function createCommandStore(dir: string, report: (error: unknown) => void): CommandStore {
  let work: Promise<unknown> = mkdir(dir, { recursive: true, mode: 0o700 });
  const queue = (task: () => Promise<void>): Promise<void> => {
    const done = work.then(task).catch(report);
    work = done;
    return done;
  };
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
        // A reader, and a server that starts after a crash, sees the old file or the new one.
        const draft = join(dir, `${command.id}.new`);
        await writeFile(draft, text, { mode: 0o600 });
        await rename(draft, join(dir, `${command.id}.json`));
      });
    },
    remove: (id) => void queue(() => rm(join(dir, `${id}.json`), { force: true })),
    settled: async () => {
      await work;
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
