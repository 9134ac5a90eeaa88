import { execFileSync, spawnSync } from 'node:child_process';
import { link, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LabError } from '../../../server/lab-error.ts';
import type { Workspace } from '../../../server/workspace/workspace.ts';
import { createRun, haproxy, walks } from './open-workspace.ts';

const mayMakeDevices = canMakeDevice();

/** Root may, unless a container forbids it. */
function canMakeDevice(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'lab-device-'));
  const made = spawnSync('mknod', [join(folder, 'zero'), 'c', '1', '5']).status === 0;
  rmSync(folder, { recursive: true });
  return made;
}

/** The codes that reading and writing a path are refused with. */
async function refusals(workspace: Workspace, path: string): Promise<(string | null)[]> {
  const outcomes = await Promise.allSettled([workspace.read(path), workspace.write(path, 'взлом\n', null)]);
  return outcomes.map((outcome) =>
    outcome.status === 'rejected' && outcome.reason instanceof LabError ? outcome.reason.code : null,
  );
}

const both = (code: string) => [code, code];

describe.each(walks)('files beneath the workspace, walked by %s', (walk) => {
  test('F2 does not reach a sibling whose name begins alike', async () => {
    await using run = await createRun();
    await using workspace = await run.open(walk);
    await mkdir(`${run.dir}-evil`);
    await writeFile(`${run.dir}-evil/x`, 'чужое\n');
    expect(await refusals(workspace, '../lab-evil/x')).toEqual(both('file-path'));
    expect(await refusals(workspace, `${run.dir}-evil/x`)).toEqual(both('file-path'));
  });

  test('F3 follows no symbolic link, at the end or on the way, also not inside the workspace', async () => {
    await using run = await createRun();
    await using workspace = await run.open(walk);
    const outside = join(run.home, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'x.txt'), 'чужое\n');
    await symlink(join(outside, 'x.txt'), join(run.dir, 'link.txt'));
    await symlink('haproxy.cfg', join(run.dir, 'inner.cfg'));
    await symlink(join(outside, 'missing.txt'), join(run.dir, 'dangling.txt'));
    await symlink(outside, join(run.dir, 'folder'));
    expect(await refusals(workspace, 'link.txt')).toEqual(both('file-not-plain'));
    expect(await refusals(workspace, 'inner.cfg')).toEqual(both('file-not-plain'));
    expect(await refusals(workspace, 'dangling.txt')).toEqual(both('file-not-plain'));
    expect(await refusals(workspace, 'folder/x.txt')).toEqual(both('file-not-plain'));
    expect(await refusals(workspace, 'folder/new.txt')).toEqual(both('file-not-plain'));
    expect(await readFile(join(outside, 'x.txt'), 'utf8')).toBe('чужое\n');
    expect((await workspace.list()).map((entry) => entry.path)).toEqual(['docker-compose.yml', 'haproxy.cfg']);
  });

  test('F4 refuses a hard link, a pipe, a device and a folder without waiting for them', async () => {
    await using run = await createRun();
    await using workspace = await run.open(walk);
    await writeFile(join(run.home, 'secret'), 'чужое\n');
    await link(join(run.home, 'secret'), join(run.dir, 'hard.txt'));
    execFileSync('mkfifo', [join(run.dir, 'pipe')]);
    await mkdir(join(run.dir, 'folder'));
    await symlink('/dev/zero', join(run.dir, 'zero'));
    await symlink('/proc/self/environ', join(run.dir, 'environ'));
    for (const path of ['hard.txt', 'pipe', 'folder', 'zero', 'environ', 'haproxy.cfg/x']) {
      expect(await refusals(workspace, path)).toEqual(both('file-not-plain'));
    }
    expect(await readFile(join(run.home, 'secret'), 'utf8')).toBe('чужое\n');
  });

  test('F4 refuses a socket', async () => {
    await using run = await createRun();
    await using workspace = await run.open(walk);
    const server = createServer().listen(join(run.dir, 'socket'));
    await once(server, 'listening');
    try {
      expect(await refusals(workspace, 'socket')).toEqual(both('file-not-plain'));
    } finally {
      server.close();
    }
  });

  test.runIf(mayMakeDevices)('F4 refuses a device that stands in the workspace itself', async () => {
    await using run = await createRun();
    await using workspace = await run.open(walk);
    execFileSync('mknod', [join(run.dir, 'zero'), 'c', '1', '5']);
    expect(await refusals(workspace, 'zero')).toEqual(both('file-not-plain'));
    expect((await workspace.list()).map(({ path }) => path)).not.toContain('zero');
  });

  test('F4 refuses more than 1 MiB and what is not UTF-8, in both directions', async () => {
    await using run = await createRun();
    await using workspace = await run.open(walk);
    await writeFile(join(run.dir, 'large.txt'), 'x'.repeat(1_048_577));
    await writeFile(join(run.dir, 'cp1251.txt'), Buffer.from([0xcf, 0xf0, 0xe8]));
    await writeFile(join(run.dir, 'binary'), Buffer.from([1, 0, 2]));
    await expect(workspace.read('large.txt')).rejects.toMatchObject({ code: 'file-too-large', status: 413 });
    await expect(workspace.read('cp1251.txt')).rejects.toMatchObject({ code: 'file-not-text' });
    await expect(workspace.read('binary')).rejects.toMatchObject({ code: 'file-not-text' });
    await expect(workspace.write('new.txt', 'я'.repeat(524_289), null)).rejects.toMatchObject({ status: 413 });
    await expect(workspace.write('new.txt', '\uD800', null)).rejects.toMatchObject({ code: 'file-not-text' });
    await workspace.write('most.txt', 'я'.repeat(524_288), null);
    await workspace.write('bom.txt', '\uFEFFключ: 1\r\n', null);
    expect((await workspace.read('bom.txt')).text).toBe('\uFEFFключ: 1\r\n');
  });

  test('F6 takes names that differ in case for one', async () => {
    await using run = await createRun();
    await using workspace = await run.open(walk);
    await workspace.write('conf/x.txt', 'x\n', null);
    expect(await refusals(workspace, 'HAProxy.cfg')).toEqual(both('file-name-case'));
    expect(await refusals(workspace, 'CONF/x.txt')).toEqual(both('file-name-case'));
  });

  test('puts the original back whatever stands in its place, and keeps that', async () => {
    await using run = await createRun();
    await using workspace = await run.open(walk);
    await rm(join(run.dir, 'haproxy.cfg'));
    await symlink('/etc/passwd', join(run.dir, 'haproxy.cfg'));
    expect((await workspace.reset('haproxy.cfg')).text).toBe(haproxy);
    expect(await readFile('/etc/passwd', 'utf8')).toContain('root');
  });
});
