import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { announcementFile, readAnnouncement } from '../../../server/pty-owner/announcement.ts';
import { createFrameReader, frame, frameKind, jsonFrame, protocolVersion } from '../../../server/pty-owner/frames.ts';
import { startOwner } from '../../../server/pty-owner/owner.ts';
import { openSocketFolder } from '../../../server/pty-owner/socket-folder.ts';
import { steadyNow } from '../../../server/pty-owner/steady-clock.ts';
import { waitFor } from '../../wait-for.ts';
import { isAlive, makeTestHome, startScript, waitForEndOf } from './test-owner.ts';

async function announced(home: string) {
  const found = await readAnnouncement(home);
  if (!found) throw new Error('no owner is announced');
  return found;
}

describe('the owner of the ptys', () => {
  test('starts a program, types into it, and tells its end', async () => {
    await using home = await makeTestHome();
    await using owner = home.connect();
    const { pty, said, exit } = await startScript(
      owner,
      'run:main:1',
      'stty -echo; echo ready; read -r x; echo "<$x>"; exit 3',
    );
    await waitFor('the script', () => said().includes('ready'));
    pty.write(Buffer.from('ёлка\r'));
    await waitFor('its end', () => exit() !== null);
    expect(exit()).toBe(3);
    expect(Buffer.from(said(), 'latin1').toString()).toBe('ready\r\n<ёлка>\r\n');
  });

  test('is one, though two servers ask for it at once', async () => {
    await using home = await makeTestHome();
    const servers = [home.connect(), home.connect(), home.connect()];
    const scripts = await Promise.all(
      servers.map((server, index) => startScript(server, `run:t${index}:1`, 'sleep 60')),
    );
    const lists = await Promise.all(servers.map((server) => server.survivors('run:')));
    expect(lists.map((list) => list.map(({ id }) => id).toSorted())).toEqual(
      servers.map(() => ['run:t0:1', 'run:t1:1', 'run:t2:1']),
    );
    await servers[0]?.[Symbol.asyncDispose]();
    for (const { pty } of scripts) await waitForEndOf(pty.pid);
  });

  test('hands over everything since the last state, with its times and notes in their places, and what comes then', async () => {
    await using home = await makeTestHome();
    const first = home.connect();
    const { pty, said } = await startScript(
      first,
      'run:main:1',
      'printf one; read -r x; printf two; read -r x; printf three; exit 4',
    );
    await waitFor('one', () => said().includes('one'));
    pty.memory?.note({ position: 3, notes: 0 }, 'after one');
    const before = steadyNow();
    pty.write(Buffer.from('\r'));
    await waitFor('two', () => said().includes('two'));
    pty.memory?.state({ position: 1, notes: 0 }, [Buffer.from('behind '), Buffer.from('a byte')]);

    const [survivor, ...others] = await home.connect().survivors('run:main');
    expect([survivor?.launch, others]).toEqual(['launch of run:main:1', []]);
    const revived = await survivor?.revive();
    expect(revived?.state.toString()).toBe('behind a byte');
    const kept = (revived?.kept ?? []).map((item) => ('note' in item ? item.note : item.bytes.toString()));
    expect(kept.join('|')).toMatch(/^ne\|after one\|(?:\r\n|\|)+two$/);
    const times = (revived?.kept ?? []).flatMap((item) => ('note' in item ? [] : [item.at]));
    // What comes within four milliseconds is one moment.
    expect(times.at(-1)).toBeGreaterThan(before - 4);
    let later = '';
    let exitCode: number | null = null;
    revived?.pty.listen({
      data: (chunk) => {
        later += chunk.toString();
      },
      exit: (code) => {
        exitCode = code;
      },
      lost: () => undefined,
    });
    revived?.pty.write(Buffer.from('\r'));
    await waitFor('the end', () => exitCode !== null);
    expect([later, exitCode]).toEqual(['\r\nthree', 4]);
    revived?.pty.memory?.release();
    await waitFor('it to be forgotten', async () => (await home.connect().survivors('run:')).length === 0);
  });

  test('ends terminals that nobody has claimed, with what runs in them, and no others', async () => {
    await using home = await makeTestHome();
    const killed = home.connect();
    const old = await startScript(killed, 'old-run:main:1', 'nohup sleep 60 >/dev/null 2>&1 & echo job-$!; sleep 60');
    await waitFor('the job', () => old.said().includes('job-'));
    const job = Number(/job-(\d+)/.exec(old.said())?.[1]);
    const next = home.connect();
    const own = await startScript(next, 'run:main:1', 'sleep 60');
    await next.endUnclaimed();
    await waitForEndOf(old.pty.pid);
    await waitForEndOf(job);
    expect(isAlive(own.pty.pid)).toBe(true);
  });

  test('that no server comes back to ends its shells and itself; one without shells does so sooner', async () => {
    await using home = await makeTestHome();
    const owner = await startOwner({ home: home.path, forsakenAfter: 400, idleAfter: 60_000 });
    const { socket, secret } = await announced(home.path);
    const server = connect(socket);
    let pid = 0;
    const read = createFrameReader((kind, payload) => {
      if (kind === frameKind.started) pid = Number(/\d+/.exec(payload.toString())?.[0]);
    });
    server.on('data', read);
    const options = {
      file: '/bin/sh',
      args: ['-c', 'sleep 60'],
      directory: '/',
      environment: {},
      columns: 80,
      rows: 24,
    };
    server.write(frame(frameKind.hello, secret));
    server.write(jsonFrame(frameKind.start, { id: 'run:main:1', launch: '', options }));
    await waitFor('the shell', () => pid > 0);
    server.destroy();
    await owner?.ended;
    expect(isAlive(pid)).toBe(false);
    const replaced = await startOwner({ home: home.path, forsakenAfter: 60_000, idleAfter: 300 });
    const again = connect((await announced(home.path)).socket);
    again.write(frame(frameKind.hello, (await announced(home.path)).secret));
    again.write(jsonFrame(frameKind.start, { id: 'run:main:2', launch: '', options }));
    await once(again, 'data');
    await rm(announcementFile(home.path));
    again.destroy();
    await replaced?.ended;

    const idle = await startOwner({ home: home.path, forsakenAfter: 60_000, idleAfter: 50 });
    await idle?.ended;
    expect(await readAnnouncement(home.path)).toBeNull();
  });
});

describe('an owner is found', () => {
  test('not by an announcement that is stale, though its pid is somebody else’s by now: a new one takes its place', async () => {
    await using home = await makeTestHome();
    const stale = {
      pid: process.pid,
      version: protocolVersion,
      socket: path.join(home.path, 'none'),
      secret: 'x'.repeat(64),
    };
    await writeFile(announcementFile(home.path), JSON.stringify(stale), { mode: 0o600 });
    await using owner = home.connect();
    expect(await owner.survivors('')).toEqual([]);
    const { said } = await startScript(owner, 'run:main:1', 'echo there');
    await waitFor('the script', () => said().includes('there'));
    expect((await announced(home.path)).pid).not.toBe(process.pid);
  });

  test('not by an announcement that others could have written, or where another one answers', async () => {
    await using home = await makeTestHome();
    const socket = path.join(home.path, 'impostor');
    const heard: Buffer[] = [];
    const impostor = createServer((peer) => {
      peer.on('data', (chunk) => {
        heard.push(chunk);
        peer.write(jsonFrame(frameKind.welcome, { pid: process.pid + 1, version: protocolVersion }));
      });
    });
    impostor.listen(socket);
    await once(impostor, 'listening');
    const file = announcementFile(home.path);
    const secret = 'y'.repeat(64);
    await writeFile(file, JSON.stringify({ pid: process.pid, version: protocolVersion, socket, secret }), {
      mode: 0o600,
    });
    await using owner = home.connect();
    expect(await owner.survivors('')).toEqual([]);
    expect(heard).toHaveLength(1);
    await chmod(file, 0o644);
    expect(await owner.survivors('')).toEqual([]);
    expect(heard, 'not even asked').toHaveLength(1);
    impostor.close();
  });

  test('of another version is ended, and that is told', async () => {
    await using home = await makeTestHome();
    const socket = path.join(home.path, 'older');
    const secret = 'z'.repeat(64);
    const older = createServer((peer) => {
      const read = createFrameReader((kind) => {
        if (kind === frameKind.hello) peer.write(jsonFrame(frameKind.welcome, { pid: process.pid, version: 999 }));
        if (kind === frameKind.endOwner) peer.end();
      });
      peer.on('data', read);
    });
    older.listen(socket);
    await once(older, 'listening');
    const file = announcementFile(home.path);
    await writeFile(file, JSON.stringify({ pid: process.pid, version: 999, socket, secret }), { mode: 0o600 });
    await using owner = home.connect();
    expect(await owner.survivors('')).toEqual([]);
    expect(owner.replaced()).toBe(1);
    older.close();
    const { said } = await startScript(owner, 'run:main:1', 'echo new');
    await waitFor('the script', () => said().includes('new'));
    expect(await announced(home.path)).toMatchObject({ version: protocolVersion });
  });

  test('under a LAB_HOME whose name is too long for a socket, in a folder that is nobody else’s', async () => {
    await using home = await makeTestHome(`${'long-'.repeat(20)}home`);
    await using owner = home.connect();
    const { said } = await startScript(owner, 'run:main:1', 'echo there');
    await waitFor('the script', () => said().includes('there'));
    const { socket } = await announced(home.path);
    expect(path.dirname(path.dirname(socket))).toBe(tmpdir());
    const folder = await stat(path.dirname(socket));
    expect([folder.mode & 0o777, folder.uid]).toEqual([0o700, process.getuid?.()]);
    expect((await stat(announcementFile(home.path))).mode & 0o777).toBe(0o600);
  });

  test('in no folder that others could look into', async () => {
    await using home = await makeTestHome();
    await mkdir(path.join(home.path, 'pty-owner'), { mode: 0o755 });
    await chmod(path.join(home.path, 'pty-owner'), 0o755);
    await expect(openSocketFolder(home.path)).rejects.toThrow('not a folder of this user alone');
    await rm(path.join(home.path, 'pty-owner'), { recursive: true });
  });
});

test('a stranger who does not know the secret is hung up on and starts nothing', async () => {
  await using home = await makeTestHome();
  await using owner = home.connect();
  await startScript(owner, 'run:main:1', 'sleep 60');
  const { socket } = await announced(home.path);
  const stranger = connect(socket);
  const heard: Buffer[] = [];
  stranger.on('data', (chunk) => heard.push(chunk));
  // Hung up on between two writes, the second one fails.
  stranger.on('error', () => stranger.destroy());
  const closed = new Promise((resolve) => stranger.once('close', resolve));
  stranger.write(frame(frameKind.hello, 'a guess'));
  stranger.write(frame(frameKind.endTerminal, 'run:main:1'));
  await closed;
  expect(heard).toEqual([]);
  expect(await owner.survivors('run:')).toHaveLength(1);
});

test.skipIf(process.platform !== 'linux')(
  'the owner has neither the token of the server nor anything else of its environment',
  async () => {
    await using home = await makeTestHome();
    process.env.LAB_TOKEN = 'a-token-that-is-nobody-elses';
    try {
      await using owner = home.connect();
      await startScript(owner, 'run:main:1', 'sleep 60');
      const { pid } = await announced(home.path);
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
      expect(environment.split('\0').flatMap((entry) => entry.split('=')[0] || [])).toEqual(
        expect.arrayContaining(['PATH']),
      );
      expect(environment).not.toContain('LAB_');
    } finally {
      delete process.env.LAB_TOKEN;
    }
  },
);
