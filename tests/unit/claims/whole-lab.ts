import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseJournalEvent } from '#protocol/journal-parse.ts';
import type { JournalEvent } from '#protocol/journal.ts';

/**
 * The journal of a real walk through the whole lab (`npm run solve`, November 2026), from before checks left
 * observations; without the events that no check and no claim asks about.
 */
export async function readWholeLab(): Promise<readonly JournalEvent[]> {
  const file = path.join(import.meta.dirname, 'journals/whole-lab.ndjson');
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return lines.map((line) => parseJournalEvent(JSON.parse(line)));
}
