import { expect, test } from 'vitest';
import { judgeDisk } from '../../../server/disk/judge-disk.ts';

const mib = 1_048_576;
const fine = { folder: '/home/student/lab', freeBytes: 900 * mib, freeFiles: 90_000, writable: true };

test.each([
  ['enough of everything', {}, 'fine'],
  ['a file system that counts no files', { freeFiles: null }, 'fine'],
  ['less than a run may come to need', { freeBytes: 40 * mib }, 'low'],
  ['few files', { freeFiles: 100 }, 'low'],
  ['no room for a page', { freeBytes: 4_096 }, 'full'],
  ['no file', { freeFiles: 0 }, 'full'],
  ['no right to write', { writable: false }, 'full'],
])('a disk with %s is called as it is', (_what, difference, state) => {
  const judged = judgeDisk({ ...fine, ...difference });
  expect(judged.state).toBe(state);
  expect(judged.problem === null).toBe(state === 'fine');
  expect(judged.problem ?? fine.folder).toContain(fine.folder);
});
