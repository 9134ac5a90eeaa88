import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { faketime } from '../../../server/setup/test-run/programs.ts';

const library = faketime.places.find((file) => existsSync(file));

/** Why this machine can't set the clock of one process; null when it can. */
export const noSetClock = library === undefined ? 'libfaketime is not installed' : null;

/** The wall clock of a process and of what it starts, set by a test; the machine's own stays as it is. */
export type SetClock = {
  readonly environment: Readonly<Record<string, string>>;
  /** Moves it away from the machine's: `+3600`, seconds. */
  readonly move: (seconds: number) => Promise<void>;
};

/** Makes a clock that stands right at first. */
export async function makeSetClock(folder: string): Promise<SetClock> {
  const file = path.join(folder, 'clock');
  const move = async (seconds: number) => {
    // Read at any moment: it must be whole.
    await writeFile(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}s\n`);
    await rename(`${file}.new`, file);
  };
  await move(0);
  return {
    move,
    environment: {
      LD_PRELOAD: library ?? '',
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      // A set clock moves the wall's time alone.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    },
  };
}
