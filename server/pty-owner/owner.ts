import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import { parseRecord, parseString } from '#protocol/parse.ts';
import { endTerminalProcesses } from '../terminal/processes.ts';
import { announce, readAnnouncement, withdraw, type Announcement } from './announcement.ts';
import { createFrameReader, frame, frameKind, jsonFrame, protocolVersion, unpackMoment } from './frames.ts';
import { startKeptPty, type Attendant, type KeptPty } from './kept-pty.ts';
import { parsePtyOptions } from './pty-options.ts';
import { openSocketFolder, removeSocketFolder } from './socket-folder.ts';

export type OwnerOptions = {
  readonly home: string;
  /** Milliseconds after which an owner that no server comes back to ends its shells and itself; and one without shells. */
  readonly forsakenAfter: number;
  readonly idleAfter: number;
};

/** The owner of the ptys of one LAB_HOME. */
export type Owner = {
  readonly announcement: Announcement;
  /** Settles when it has ended. */
  readonly ended: Promise<void>;
  /** Ends every shell and itself. */
  end(): Promise<void>;
};

/** Milliseconds in which an owner that is announced answers. */
const answersWithin = 5_000;
/** Bytes on their way to a server above which a pty waits: a flood's many small pieces of one turn are fewer. */
const underWay = 256 * 1024;

/**
 * Begins to own ptys.
 * @returns null when another one owns those of this home
 */
export async function startOwner({ home, forsakenAfter, idleAfter }: OwnerOptions): Promise<Owner | null> {
  const folder = await openSocketFolder(home);
  const announcement: Announcement = {
    pid: process.pid,
    version: protocolVersion,
    socket: path.join(folder, `${process.pid}-${randomBytes(3).toString('hex')}`),
    secret: randomBytes(32).toString('hex'),
  };
  const ptys = new Map<string, KeptPty>();
  const connections = new Set<Socket>();
  const { promise: ended, resolve: tellEnd } = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  let ending: Promise<void> | null = null;

  const server = createServer({ highWaterMark: underWay }, (socket) => {
    connections.add(socket);
    clearTimeout(timer);
    serve(socket);
    socket.on('close', () => {
      connections.delete(socket);
      watch();
    });
  });

  function watch() {
    clearTimeout(timer);
    if (connections.size > 0) return;
    const since = performance.now();
    const look = async () => {
      const waited = performance.now() - since;
      const isOver = ptys.size === 0 || waited >= forsakenAfter || !(await isAnnounced());
      if (connections.size > 0) return;
      if (isOver) await end();
      else timer = setTimeout(look, Math.min(idleAfter, forsakenAfter - waited));
    };
    timer = setTimeout(look, Math.min(idleAfter, forsakenAfter));
  }

  /** One that did not answer in time has been replaced: nobody will come for what it has. */
  async function isAnnounced(): Promise<boolean> {
    return (await readAnnouncement(home))?.secret === announcement.secret;
  }

  async function endPty(id: string) {
    const pty = ptys.get(id);
    if (!pty) return;
    await endTerminalProcesses(id, pty.pid);
    ptys.delete(id);
  }

  function end(): Promise<void> {
    ending ??= (async () => {
      clearTimeout(timer);
      await Promise.all([...ptys.keys()].map(endPty));
      try {
        await withdraw(home, announcement);
      } catch (error) {
        // A disk that has become read-only keeps it: the next owner finds that nobody answers there.
        console.error(error);
      }
      const closed = once(server, 'close');
      server.close();
      for (const socket of connections) socket.destroy();
      await closed;
      await rm(announcement.socket, { force: true });
      await removeSocketFolder(folder);
      tellEnd();
    })();
    return ending;
  }

  function serve(socket: Socket) {
    let isKnown = false;
    let pty: KeptPty | null = null;
    let id = '';
    let state: Buffer = Buffer.alloc(0);
    const attendant: Attendant = {
      send: (pieces) => {
        socket.cork();
        const goesOn = pieces.map((piece) => socket.write(piece)).every(Boolean);
        socket.uncork();
        return goesOn;
      },
    };

    const start = (payload: Buffer) => {
      const raw = parseRecord(JSON.parse(payload.toString()), 'start');
      id = parseString(raw.id, 'id', 256);
      const launch = parseString(raw.launch, 'launch');
      try {
        pty = startKeptPty({ options: parsePtyOptions(raw.options), launch, state, attendant });
        ptys.set(id, pty);
        socket.write(jsonFrame(frameKind.started, { pid: pty.pid }));
      } catch (error) {
        socket.write(frame(frameKind.failed, error instanceof Error ? error.message : String(error)));
      }
    };
    const receive = (kind: number, payload: Buffer) => {
      if (!isKnown) {
        isKnown = kind === frameKind.hello && isSecret(payload, announcement.secret);
        if (isKnown) socket.write(jsonFrame(frameKind.welcome, { pid: process.pid, version: protocolVersion }));
        else socket.destroy();
        return;
      }
      switch (kind) {
        case frameKind.input:
          return pty?.input(payload);
        case frameKind.pause:
          return pty?.hold(true);
        case frameKind.resume:
          return pty?.hold(false);
        case frameKind.resize:
          return pty?.resize(payload.readUInt16BE(0), payload.readUInt16BE(2));
        case frameKind.note: {
          const { payload: note, ...moment } = unpackMoment(payload);
          // The frame is a part of a larger buffer that would be held as long.
          return pty?.note(moment, Buffer.from(note));
        }
        case frameKind.state: {
          const { payload: next, ...moment } = unpackMoment(payload);
          // A small one is a part of a larger buffer that would be held as long.
          state = next.buffer.byteLength > 2 * next.length ? Buffer.from(next) : next;
          return pty?.state(moment, state);
        }
        case frameKind.start:
          return start(payload);
        case frameKind.attach:
          id = payload.toString();
          pty = ptys.get(id) ?? null;
          if (pty) pty.attend(attendant);
          else socket.write(frame(frameKind.failed, 'no such terminal'));
          return;
        case frameKind.release:
          ptys.delete(id);
          return;
        case frameKind.list:
          return void socket.write(listed());
        case frameKind.endTerminal:
          return void endPty(payload.toString()).then(() => socket.write(listed()));
        case frameKind.endOwner:
          return void end();
      }
    };
    const read = createFrameReader(receive);
    socket.on('data', (chunk) => {
      try {
        read(chunk);
      } catch (error) {
        // A broken peer is hung up on; its shells wait for a sound one.
        console.error(error);
        socket.destroy();
      }
    });
    socket.on('drain', () => pty?.goOn());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => pty?.leave(attendant));
  }

  const listed = () =>
    jsonFrame(
      frameKind.terminals,
      [...ptys].map(([id, { launch }]) => ({ id, launch })),
    );

  server.listen(announcement.socket);
  await once(server, 'listening');
  if (!(await announce(home, announcement, answers))) {
    server.close();
    tellEnd();
    return null;
  }
  watch();
  return { announcement, ended, end };
}

function isSecret(presented: Buffer, secret: string): boolean {
  const expected = Buffer.from(secret);
  return presented.length === expected.length && timingSafeEqual(presented, expected);
}

/** Whether somebody at this address knows its secret. */
async function answers({ socket: address, secret }: Announcement): Promise<boolean> {
  const socket = connect(address);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  socket.on('error', () => resolve(false));
  socket.on('close', () => resolve(false));
  socket.on('data', () => resolve(true));
  socket.write(frame(frameKind.hello, secret));
  const timer = setTimeout(() => resolve(false), answersWithin);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}
