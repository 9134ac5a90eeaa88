import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCurrentRun } from '../../../server/run/current-run.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'lab-home-'));
  await mkdir(path.join(home, 'runs'));
});
afterEach(() => rm(home, { recursive: true }));

async function makeRun(id: string): Promise<void> {
  await mkdir(path.join(home, 'runs', id));
  await writeFile(path.join(home, 'runs', id, 'journal.sqlite'), '');
}

test('a home without a run has none', async () => {
  expect(await readCurrentRun(home)).toBeNull();
});

test.each(['', '{"id":"2026-', '{"id":"../..","project":"x"}'])(
  'a file that a failing disk has spoilt (%j) is set aside, and the newest run goes on',
  async (text) => {
    await makeRun('2026-11-27-0123abcd');
    await makeRun('2026-11-28-89abcdef');
    await mkdir(path.join(home, 'runs', 'of-somebody-else'));
    await writeFile(path.join(home, 'current-run.json'), text);
    const newest = { id: '2026-11-28-89abcdef', project: 'ha-postgres-lab-89abcdef' };
    expect(await readCurrentRun(home)).toEqual(newest);
    expect(await readFile(path.join(home, 'current-run.json.damaged-1'), 'utf8')).toBe(text);
    expect(await readCurrentRun(home)).toEqual(newest);
    expect(await readdir(home)).toHaveLength(3);
  },
);
