import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { parseInteger, parseRecord } from '#protocol/parse.ts';
import { signal } from '../terminal/processes.ts';
import { readAnnouncement, type Announcement } from './announcement.ts';
import { createFrameReader, frame, frameKind, protocolVersion } from './frames.ts';

/** Milliseconds: until an owner answers (one that is taken for dead loses its shells), and until a new one is ready. */
const answersWithin = 5_000;
const startsWithin = 20_000;
/** How long shells are kept for a server that does not come back, and an owner without shells for the next one. */
const forsakenAfter = 12 * 60 * 60 * 1_000;
const idleAfter = 30_000;
/** Its heap is small, and what goes through it are buffers outside of it: collected often, they are collected cheaply. */
const heapFlags = ['--max-semi-space-size=2'];
/** Of the environment: what programs are found by, and files of the system's own. The shells get theirs from the server. */
const inherited = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'NODE_COMPILE_CACHE'];

/** A greeted connection to an owner. */
export type OwnerConnection = {
  readonly socket: Socket;
  /** Tells one listener what comes, in memory that the next piece is read into: what is kept of it is copied. An error of its ends the connection. */
  readonly onData: (listener: (chunk: Buffer) => void) => void;
};

/** Memory of a connection over which only a few words go. */
const fewBytes = 4 * 1024;

/** The owner of a home's ptys that is announced and answers; null when there is none. */
export async function findOwner(home: string): Promise<Announcement | null> {
  const announced = await readAnnouncement(home);
  if (!announced) return null;
  const connection = await greetOwner(announced);
  connection?.socket.destroy();
  return connection && announced;
}

/**
 * Opens a connection to an owner.
 * @param memory what comes is read into, each time anew; connections may share it
 * @returns null when nobody answers there, or somebody else does
 */
export async function greetOwner(
  { socket: address, secret, pid }: Announcement,
  memory: Buffer = Buffer.allocUnsafeSlow(fewBytes),
): Promise<OwnerConnection | null> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const failed = () => resolve(false);
  const greeted = createFrameReader((kind, payload) => {
    if (kind !== frameKind.welcome) return failed();
    resolve(parseInteger(parseRecord(JSON.parse(payload.toString()), 'welcome').pid, 'pid', 1, 2 ** 31) === pid);
  });
  let receive: (chunk: Buffer) => void = greeted;
  const callback = (bytes: number) => {
    try {
      receive(memory.subarray(0, bytes));
    } catch (error) {
      socket.destroy(error instanceof Error ? error : new Error(String(error)));
    }
    return true;
  };
  const socket = connect({ path: address, onread: { buffer: memory, callback } });
  socket.on('error', failed).on('close', failed);
  const timer = setTimeout(failed, answersWithin);
  socket.write(frame(frameKind.hello, secret));
  try {
    if (await promise) {
      socket.off('error', failed).off('close', failed);
      return {
        socket,
        onData: (listener) => {
          receive = listener;
        },
      };
    }
    socket.destroy();
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Starts an owner that outlives this process; when two do so at once, one of the owners stays.
 * @throws Error with what it printed when it does not come up in time
 */
export async function startOwnerProcess(home: string): Promise<Announcement> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const logFile = path.join(home, 'pty-owner.log');
  await using log = await open(logFile, 'a', 0o600);
  const environment = Object.fromEntries(inherited.flatMap((name) => [[name, process.env[name]]]));
  const main = path.join(import.meta.dirname, 'main.ts');
  const child = spawn(process.execPath, [...heapFlags, main, home, String(forsakenAfter), String(idleAfter)], {
    // In a session of its own: Ctrl+C where the server runs is not meant for it. Descriptors are not inherited.
    detached: true,
    cwd: home,
    env: environment,
    stdio: ['ignore', 'pipe', log.fd],
  });
  child.unref();
  const { stdout } = child;
  if (!stdout) throw new Error('нет канала к процессу терминалов');
  const timer = setTimeout(() => child.kill('SIGKILL'), startsWithin);
  try {
    await Promise.race([once(stdout, 'data'), once(stdout, 'end')]);
  } finally {
    clearTimeout(timer);
    stdout.destroy();
  }
  const announced = await findOwner(home);
  if (announced) return announced;
  throw new Error(`процесс терминалов не запустился за ${startsWithin / 1_000} с, подробности в файле ${logFile}`);
}

/** Whether this server and that owner understand each other. */
export function isOfOurVersion({ version }: Announcement): boolean {
  return version === protocolVersion;
}

/** Asks an owner of any version to end with all its shells; returns once it is gone. */
export async function endOwner(announced: Announcement): Promise<void> {
  const connection = await greetOwner(announced);
  if (!connection) return;
  const { socket } = connection;
  const closed = once(socket, 'close');
  socket.on('error', () => socket.destroy());
  socket.write(frame(frameKind.endOwner));
  const timer = setTimeout(() => {
    // It was greeted a moment ago: this is its pid.
    signal(announced.pid, 'SIGKILL');
  }, startsWithin);
  await closed;
  clearTimeout(timer);
}
