import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lossesOf, takeNetworkAway } from './run/gone-network.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lab-killed-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

// `npm run test:faults` takes it away for ten minutes.
test('a network that is gone without a word is noticed within 15 s; then it is the same shell, every line once, no key twice', async () => {
  expect(lossesOf(await takeNetworkAway(folder, 18))).toEqual([]);
});
