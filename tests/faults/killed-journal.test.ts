import { expect, test } from 'vitest';
import { missesOf, runRounds } from './rounds/run-rounds.ts';
import { journalWriter } from './victims/journal-writer.ts';

test('loses nothing that append returned for, whenever the process is killed', { timeout: 60_000 }, async () => {
  expect(missesOf(await runRounds(journalWriter, { rounds: 16, lanes: 2 }))).toEqual([]);
});
