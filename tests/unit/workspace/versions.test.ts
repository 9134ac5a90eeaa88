import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openVersions, type VersionsOptions } from '../../../server/workspace/versions.ts';

const originals = new Map([['Dockerfile', 'FROM postgres:15\n']]);
const proposed = new Map([['compose.yml', 'services: {}\n']]);
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
let dir = '';

beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'lab-versions-')), 'versions');
});
afterEach(() => rm(join(dir, '..'), { recursive: true }));

const open = (options: Partial<VersionsOptions> = {}) =>
  openVersions({ dir, originals, proposed, isCurrent: () => false, ...options });

describe('the versions of files', () => {
  test('are there by their hashes, over a restart too, the lab’s own from the beginning', async () => {
    await (await open()).keep('# моё\n');
    const versions = await open();
    expect(await versions.text(hashOf('# моё\n'))).toBe('# моё\n');
    expect(await versions.text(hashOf('FROM postgres:15\n'))).toBe('FROM postgres:15\n');
    expect(await versions.text(hashOf('services: {}\n'))).toBe('services: {}\n');
    expect(await versions.text(hashOf('nobody wrote this'))).toBeNull();
  });

  test('tell what a run began with, though the lab has other originals since', async () => {
    await open();
    const versions = await open({ originals: new Map([['Dockerfile', 'FROM postgres:16\n']]) });
    expect([...versions.initial]).toEqual([['Dockerfile', hashOf('FROM postgres:15\n')]]);
  });

  test('are bounded: the oldest goes, but neither the lab’s own nor one that a file has now', async () => {
    const limits = { bytes: 1_000_000, texts: 5 };
    const versions = await open({ limits, isCurrent: (hash) => hash === hashOf('text 0') });
    for (let index = 0; index < 50; index += 1) await versions.keep(`text ${index}`);
    expect((await readdir(dir)).length).toBeLessThanOrEqual(limits.texts + 2);
    expect(await versions.text(hashOf('text 0'))).toBe('text 0');
    expect(await versions.text(hashOf('text 49'))).toBe('text 49');
    expect(await versions.text(hashOf('text 10'))).toBeNull();
    expect(await versions.text(hashOf('FROM postgres:15\n'))).not.toBeNull();
  });

  test('that a crash or a disk has spoiled are none', async () => {
    await (await open()).keep('whole');
    await writeFile(join(dir, hashOf('whole')), 'who');
    await writeFile(join(dir, `${hashOf('later')}.new`), 'lat');
    const versions = await open();
    expect(await versions.text(hashOf('whole'))).toBeNull();
    expect(await readdir(dir)).not.toContain(`${hashOf('later')}.new`);
  });
});
