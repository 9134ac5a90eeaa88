import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { claimHome } from '../../server/home.ts';
import { isLoopback } from '../../server/listeners.ts';
import { startNotices } from '../../server/start-notices.ts';
import { listening } from '../listening.ts';
import { startServerProcess, type ServerProcess } from '../server-process.ts';
import { waitFor } from '../wait-for.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'lab-start-up-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** What a server that refuses to start says, with its exit code. */
async function refusal({ child, errors }: ServerProcess): Promise<string> {
  await waitFor('the server to end', () => child.exitCode !== null);
  return `${errors.join('').trim()} (${child.exitCode})`;
}

describe.runIf(process.platform === 'linux')('a server that started', () => {
  test('A4 A16 has one door, to this machine alone, a closed folder, and says what it may do', async () => {
    await chmod(home, 0o755);
    await using server = await startServerProcess(home);
    const port = Number(new URL(String(server.url)).port);
    expect(await listening(server.child.pid ?? 0)).toEqual([`127.0.0.1:${port}`]);
    const announced = await waitFor('server.json', () => stat(path.join(home, 'server.json')));
    expect([(await stat(home)).mode & 0o777, announced.mode & 0o777]).toEqual([0o700, 0o600]);
    await server.end('SIGTERM');
    await expect(stat(path.join(home, 'server.json'))).rejects.toMatchObject({ code: 'ENOENT' });
    const told = server.errors.join('');
    expect(told).toContain('права root на этой машине');
    expect(told.includes('запущена от root')).toBe(process.getuid?.() === 0);
  });
});

describe('A4 an address that others reach', () => {
  test.each(['0.0.0.0', '::', '192.0.2.1', '10.0.0.1', '127.0.0.1.nip.io', 'example.org', '127.0.0.1:80', '0'])(
    '«%s» is refused by its name',
    (LAB_HOST) => {
      expect(() => readConfig({ LAB_HOST }, '/clone')).toThrow(
        expect.objectContaining({ title: 'Неверное значение LAB_HOST' }),
      );
    },
  );

  test('is told from this machine’s own', () => {
    expect(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'].map(isLoopback)).toEqual([true, true, true, true]);
    expect(['0.0.0.0', '::', '::ffff:0.0.0.0', '192.0.2.1', '1127.0.0.1', '::11'].some(isLoopback)).toBe(false);
  });
});

describe('A16 the start', () => {
  test('refuses a token that others on this machine can read', async () => {
    const file = path.join(home, 'server.json');
    await writeFile(file, '{}');
    await chmod(file, 0o644);
    await expect(claimHome(home)).rejects.toMatchObject({
      code: 'token-file-open',
      message: expect.stringContaining(`${file} могут читать не только вы (права 644)`),
      hint: expect.stringContaining(`rm ${file}`),
    });
    expect(await readFile(file, 'utf8')).toBe('{}');
  });

  test('refuses to run beside a debugger’s port', async () => {
    await using server = await startServerProcess(home, { NODE_OPTIONS: '--inspect=127.0.0.1:0' });
    expect(await refusal(server)).toMatch(
      /^(?:Debugger.*\n|For help.*\n)*\s*Посторонний вход в сервер[^\n]*отладчика[^\n]*\n[^\n]*--inspect[^\n]* \(1\)$/,
    );
  });

  test('refuses to run beside a listener that was brought along', async () => {
    const extra = path.join(home, 'extra.mjs');
    await writeFile(
      extra,
      "import net from 'node:net'; await new Promise((r) => net.createServer().listen(0, '127.0.0.1', r));",
    );
    await using server = await startServerProcess(home, { NODE_OPTIONS: `--import=${extra}` });
    expect(await refusal(server)).toMatch(/^Посторонний вход в сервер[^\n]*TCPServerWrap\.\n[^\n]* \(1\)$/);
  });

  test('says at the first start what Docker’s socket is, and each time what root and a short token are', () => {
    const usual = { isRoot: false, isFirst: false, isTokenShort: false };
    expect(startNotices(usual)).toEqual([]);
    expect(startNotices({ ...usual, isFirst: true })).toEqual([expect.stringContaining('права root на этой машине')]);
    expect(startNotices({ ...usual, isRoot: true })).toEqual([expect.stringContaining('запущена от root')]);
    expect(startNotices({ ...usual, isTokenShort: true })).toEqual([expect.stringContaining('можно подобрать')]);
  });
});
