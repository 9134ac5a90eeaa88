import { expect, test } from 'vitest';
import { missesOf, runRounds } from './rounds/run-rounds.ts';
import { recorder } from './victims/recorder.ts';

test(
  'a recorder killed at any instant loses nothing that was saved, and little of what came later',
  { timeout: 60_000 },
  async () => {
    expect(missesOf(await runRounds(recorder, { rounds: 12, lanes: 3 }))).toEqual([]);
  },
);
