import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CastEvent, type CastHeader, parseCastEvent, parseCastHeader } from '#protocol/cast.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import { openJournal, readAll } from '../journal/journal.ts';
import { createCommandStore } from '../terminal/command-store.ts';

/** What a terminal showed. */
export type RecordedTerminal = { readonly header: CastHeader; readonly events: readonly CastEvent[] };

/** A run as it lies in its folder, read whole. */
export type RecordedRun = {
  readonly id: string;
  readonly events: readonly JournalEvent[];
  readonly terminals: ReadonlyMap<string, RecordedTerminal>;
  /** By the command's id in the journal. */
  readonly outputs: ReadonlyMap<string, string>;
};

/** Reads the folder of a run that no server holds; the folder stays as it is. */
export async function readRecordedRun(directory: string): Promise<RecordedRun> {
  const copy = await mkdtemp(path.join(tmpdir(), 'lab-reference-'));
  try {
    await cp(directory, copy, {
      recursive: true,
      filter: (from) => ['', 'commands', 'recordings'].includes(topOf(directory, from)) || isJournal(from),
    });
    const commands = createCommandStore(path.join(copy, 'commands'), (error) => {
      throw error;
    });
    return {
      id: path.basename(path.resolve(directory)),
      events: readEvents(path.join(copy, 'journal.sqlite')),
      terminals: await readTerminals(path.join(copy, 'recordings')),
      outputs: new Map((await commands.load()).map(({ id, output }) => [id, output])),
    };
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

function topOf(directory: string, file: string): string {
  return path.relative(directory, file).split(path.sep)[0] ?? '';
}

function isJournal(file: string): boolean {
  return path.basename(file).startsWith('journal.sqlite');
}

function readEvents(file: string): readonly JournalEvent[] {
  using journal = openJournal(file);
  return [...readAll(journal)];
}

async function readTerminals(directory: string): Promise<Map<string, RecordedTerminal>> {
  const terminals = new Map<string, RecordedTerminal>();
  for (const name of (await readdir(directory)).toSorted()) {
    if (!name.endsWith('.cast')) continue;
    const text = await readFile(path.join(directory, name), 'utf8');
    terminals.set(name.slice(0, -'.cast'.length), readRecording(text));
  }
  return terminals;
}

/** Reads an asciicast whole. */
export function readRecording(text: string): RecordedTerminal {
  const [first = '', ...rest] = text.split('\n').filter((line) => line !== '');
  return { header: parseCastHeader(first), events: rest.map(parseCastEvent) };
}
