import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Recordings } from '../../recording/recordings.ts';

/** What the terminals showed up to now, by their names: whole lines, secrets taken out. */
export async function readRecordings(recordings: Recordings): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const { terminal } of await recordings.list()) {
    const bytes = await readFile(path.join(recordings.dir, `${terminal}.cast`));
    // The next lines may be on their way just now.
    texts.set(terminal, bytes.subarray(0, bytes.lastIndexOf('\n') + 1).toString('utf8'));
  }
  return texts;
}
