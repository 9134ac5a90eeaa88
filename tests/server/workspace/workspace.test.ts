import { appendFile, mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hashOf } from '../../../server/workspace/text.ts';
import { waitFor } from '../../wait-for.ts';
import { compose, createRun, haproxy } from './open-workspace.ts';

describe('a workspace', () => {
  test('begins as a copy of the lab files that containers can read', async () => {
    await using run = await createRun();
    const mask = process.umask(0o077);
    try {
      await using workspace = await run.open();
      expect(await workspace.list()).toEqual([
        { path: 'docker-compose.yml', hash: hashOf(compose), changed: false },
        { path: 'haproxy.cfg', hash: hashOf(haproxy), changed: false },
      ]);
      expect((await stat(join(run.dir, 'haproxy.cfg'))).mode & 0o777).toBe(0o644);
      expect((await stat(run.dir)).mode & 0o777).toBe(0o755);
    } finally {
      process.umask(mask);
    }
  });

  test('gives a file with its original and what a step proposes', async () => {
    await using run = await createRun();
    await using workspace = await run.open();
    const file = await workspace.read('docker-compose.yml');
    expect(file).toMatchObject({ text: compose, original: compose, hash: hashOf(compose) });
    expect(file.proposed).toContain('postgres_entrypoint');
    expect((await workspace.read('haproxy.cfg')).proposed).toBeNull();
  });

  test('saves, resets, and journals both', async () => {
    await using run = await createRun();
    await using workspace = await run.open();
    const changes: string[] = [];
    workspace.onChange((path, hash, by) => changes.push(`${by} ${path} ${hash === hashOf(haproxy)}`));
    const saved = await workspace.write('haproxy.cfg', 'listen stats\n', hashOf(haproxy));
    expect(await readFile(join(run.dir, 'haproxy.cfg'), 'utf8')).toBe('listen stats\n');
    expect((await workspace.list()).map((entry) => entry.changed)).toEqual([false, true]);
    expect((await workspace.reset('haproxy.cfg', saved.hash)).text).toBe(haproxy);
    expect(run.saved()).toEqual(['page haproxy.cfg', 'reset haproxy.cfg']);
    expect(changes).toEqual(['page haproxy.cfg false', 'reset haproxy.cfg true']);
  });

  test('keeps the inode and the mode of a file that it saves, as a bind mount needs', async () => {
    await using run = await createRun();
    await using workspace = await run.open();
    const before = await stat(join(run.dir, 'haproxy.cfg'));
    await workspace.write('haproxy.cfg', 'global\n', null);
    const after = await stat(join(run.dir, 'haproxy.cfg'));
    expect([after.ino, after.mode]).toEqual([before.ino, before.mode]);
    expect(after.size).toBe(7);
  });

  test('F5 refuses to save over a text that the writer has not seen', async () => {
    await using run = await createRun();
    await using workspace = await run.open();
    await workspace.write('haproxy.cfg', 'первый\n', hashOf(haproxy));
    await expect(workspace.write('haproxy.cfg', 'второй\n', hashOf(haproxy))).rejects.toMatchObject({
      code: 'file-changed',
      status: 412,
    });
    await expect(workspace.reset('haproxy.cfg', hashOf(haproxy))).rejects.toMatchObject({ code: 'file-changed' });
    expect(await readFile(join(run.dir, 'haproxy.cfg'), 'utf8')).toBe('первый\n');
  });

  test('F5 lets one of two writers win who save at the same moment', async () => {
    await using run = await createRun();
    await using workspace = await run.open();
    const writers = Array.from({ length: 8 }, (_, index) =>
      workspace.write('haproxy.cfg', `писатель ${index}\n`, hashOf(haproxy)),
    );
    const outcomes = await Promise.allSettled(writers);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
  });

  test('F5 refuses to save over a change from outside that nobody has noticed yet', async () => {
    await using run = await createRun();
    await using workspace = await run.open();
    await writeFile(join(run.dir, 'haproxy.cfg'), 'из терминала\n');
    await expect(workspace.write('haproxy.cfg', 'страница\n', hashOf(haproxy))).rejects.toMatchObject({ status: 412 });
    expect(await readFile(join(run.dir, 'haproxy.cfg'), 'utf8')).toBe('из терминала\n');
  });

  test('notices what editors do outside: writing in place, renaming over, taking away', async () => {
    await using run = await createRun();
    await using workspace = await run.open();
    const file = join(run.dir, 'haproxy.cfg');
    await appendFile(file, '# vim\n');
    await waitFor('the write in place', () => run.saved().length === 1);
    await writeFile(`${file}.tmp`, 'переименован\n');
    await rename(`${file}.tmp`, file);
    await waitFor('the rename', () => run.saved().length === 2);
    await rm(file);
    await waitFor('the removal', () => run.saved().length === 3);
    expect(run.saved()).toEqual(['outside haproxy.cfg', 'outside haproxy.cfg', 'outside haproxy.cfg']);
    await expect(workspace.read('haproxy.cfg')).rejects.toMatchObject({ code: 'file-missing' });
    await expect(workspace.write('haproxy.cfg', 'страница\n', hashOf(haproxy))).rejects.toMatchObject({ status: 412 });
    expect((await workspace.reset('haproxy.cfg')).text).toBe(haproxy);
  });

  test('notices a change that keeps size and time', async () => {
    await using run = await createRun();
    await using workspace = await run.open();
    const file = join(run.dir, 'haproxy.cfg');
    const { atime, mtime } = await stat(file);
    await writeFile(file, haproxy.replace('5432', '5433'));
    await utimes(file, atime, mtime);
    await waitFor('the change', () => run.saved().length === 1);
    expect((await workspace.list())[1]?.changed).toBe(true);
  });

  test('notices at its opening what changed while no server ran, once', async () => {
    await using run = await createRun();
    {
      await using workspace = await run.open();
      await workspace.write('docker-compose.yml', 'services: {}\n', null);
    }
    await writeFile(join(run.dir, 'haproxy.cfg'), 'ночью\n');
    for (let opening = 0; opening < 2; opening += 1) {
      await using workspace = await run.open();
      expect((await workspace.read('haproxy.cfg')).text).toBe('ночью\n');
    }
    expect(run.saved()).toEqual(['page docker-compose.yml', 'outside haproxy.cfg']);
  });

  test("reads, writes and lists the student's own files, also in a folder", async () => {
    await using run = await createRun();
    await using workspace = await run.open();
    await workspace.write('conf/my.cfg', 'global\n', null);
    await mkdir(join(run.dir, '.git'));
    await writeFile(join(run.dir, '.git', 'config'), '');
    await writeFile(join(run.dir, '.env'), 'A=1\n');
    expect((await workspace.list()).map((entry) => entry.path)).toEqual([
      'docker-compose.yml',
      'haproxy.cfg',
      '.env',
      'conf/my.cfg',
    ]);
    expect(await workspace.read('conf/my.cfg')).toMatchObject({ text: 'global\n', original: '', proposed: null });
    await expect(workspace.reset('conf/my.cfg')).rejects.toMatchObject({ code: 'file-no-original', status: 404 });
  });

  test('lists a bounded number of files', async () => {
    await using run = await createRun();
    await using workspace = await run.open();
    await Promise.all(Array.from({ length: 300 }, (_, index) => writeFile(join(run.dir, `${index}.txt`), '')));
    expect((await workspace.list()).length).toBeLessThanOrEqual(200);
  });

  test('starts anew with the original files and keeps the rest beside the folder', async () => {
    await using run = await createRun();
    await using workspace = await run.open();
    await workspace.write('haproxy.cfg', 'global\n', null);
    await workspace.write('docker-compose.override.yml', 'services: {}\n', null);
    await workspace.resetAll();
    expect((await workspace.list()).map((entry) => [entry.path, entry.changed])).toEqual([
      ['docker-compose.yml', false],
      ['haproxy.cfg', false],
    ]);
    const aside = (await readdir(join(run.home, 'run'))).find((name) => name.startsWith('lab.before-')) ?? '';
    expect(await readdir(join(run.home, 'run', aside))).toEqual(['docker-compose.override.yml']);
  });

  test('survives that its folder is removed, and makes it again', async () => {
    await using run = await createRun();
    await using workspace = await run.open();
    await rm(run.dir, { recursive: true });
    expect(await workspace.list()).toEqual([]);
    await expect(workspace.read('haproxy.cfg')).rejects.toMatchObject({ code: 'file-missing' });
    expect((await workspace.reset('haproxy.cfg')).text).toBe(haproxy);
  });
});
