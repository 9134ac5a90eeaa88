import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseCastEvent, parseCastHeader, type CastEvent, type CastHeader } from '#protocol/cast.ts';
import { parseMarkLabel, type RecordingMark } from '#protocol/recording.ts';
import { openRecordings, type Recordings, type RecordingsOptions } from '../../../server/recording/recordings.ts';

export const size = { columns: 80, rows: 24 };

/** A folder for recordings that goes with the test. */
export async function makeFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lab-recordings-'));
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

/** Opens recordings whose errors fail the test when they are closed. */
export async function openTestRecordings(dir: string, options: Partial<RecordingsOptions> = {}): Promise<Recordings> {
  return openRecordings({
    dir,
    now: () => Date.now(),
    secrets: () => [],
    report: (error) => {
      throw error;
    },
    ...options,
  });
}

/** A recording as it stands on disk; fails when any of it is unreadable. */
export async function readCast(
  dir: string,
  terminal = 'main',
): Promise<{ readonly header: CastHeader; readonly events: CastEvent[] }> {
  const text = await readFile(path.join(dir, `${terminal}.cast`), 'utf8');
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('the last line is not whole');
  const [first = '', ...rest] = lines;
  return { header: parseCastHeader(first), events: rest.map(parseCastEvent) };
}

export function outputOf(events: readonly CastEvent[]): string {
  return events.map(({ code, data }) => (code === 'o' ? data : '')).join('');
}

export function marksOf(events: readonly CastEvent[]): (RecordingMark | null)[] {
  return events.filter(({ code }) => code === 'm').map(({ data }) => parseMarkLabel(data));
}
