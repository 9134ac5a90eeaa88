import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EventBody } from '#protocol/journal.ts';
import { openJournal, readAll } from '../../server/journal/journal.ts';

/** A LAB_HOME for servers that are killed. */
export async function makeHome(): Promise<AsyncDisposable & { readonly path: string }> {
  const home = await mkdtemp(path.join(tmpdir(), 'lab-killed-'));
  return { path: home, [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }) };
}

/** The folder of a home's only run. */
export async function runOf(home: string): Promise<string> {
  const [run = ''] = await readdir(path.join(home, 'runs'));
  return path.join(home, 'runs', run);
}

/** The events of a run whose server has ended. */
export function eventsOf(run: string): EventBody[] {
  using journal = openJournal(path.join(run, 'journal.sqlite'));
  return [...readAll(journal)].map(({ body }) => body);
}

/** The numbers behind a word, in the order in which they stand in a text. */
export function numbersIn(text: string, word: string): number[] {
  return [...text.matchAll(new RegExp(`${word}(\\d+)\\b`, 'g'))].map(([, number]) => Number(number));
}

/** 1, 2, … */
export function countTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
