import { once } from 'node:events';
import { connect } from 'node:net';

import { withDeadline } from './deadline.ts';
import {
  bareRequest,
  connectRequest,
  noNode,
  type NodeStat,
  opcode,
  pathRequest,
  pingId,
  readChildren,
  readConnectResponse,
  readData,
  readHeader,
  readStat,
  readWatchEvent,
  splitMessages,
  type WatchEvent,
  watchEventId,
} from './zookeeper-wire.ts';

/** A ZooKeeper session that only reads. Once a question was lost it is `closed`, and a new one is to be opened. */
export type ZooKeeperSession = AsyncDisposable & {
  readonly closed: boolean;
  /** Settles with the reason once the session is closed. */
  readonly ended: Promise<string>;
  /** The data of a node, or null where there is none. */
  data(path: string): Promise<string | null>;
  children(path: string): Promise<readonly string[] | null>;
  /** As `data`, with what else is kept of the node; the server then tells `onChange` once when it changes or appears. */
  watchNode(path: string): Promise<WatchedNode | null>;
  /** As `children`, and the server then tells `onChange` once when one comes or goes. */
  watchChildren(path: string): Promise<readonly string[] | null>;
  /** Calls `listener` with each watch that has fired. */
  onChange(listener: (event: WatchEvent) => void): Disposable;
  /** Answered at once by a server that lives. */
  ping(): Promise<void>;
};

/** A node's data and what ZooKeeper knows of it. */
export type WatchedNode = NodeStat & { readonly data: string };

const sessionTimeout = 10_000;
const deadline = 1_000;

/** Opens a session, or throws with the reason within a second. */
export async function openZooKeeper(host: string, port: number): Promise<ZooKeeperSession> {
  const socket = connect({ host, port, noDelay: true });
  const waiting = new Map<number, (message: Buffer | null) => void>();
  const pings: ((message: Buffer | null) => void)[] = [];
  const listeners = new Set<(event: WatchEvent) => void>();
  const over = Promise.withResolvers<string>();
  let rest: Buffer = Buffer.alloc(0);
  let closed = false;
  let lastId = 0;
  let greet: (message: Buffer | null) => void = () => undefined;
  const greeting = new Promise<Buffer | null>((resolve) => {
    greet = resolve;
  });
  let beat: NodeJS.Timeout | undefined;

  let failure: Error | null = null;
  const end = () => {
    closed = true;
    clearInterval(beat);
    greet(null);
    for (const answer of [...waiting.values(), ...pings.splice(0)]) answer(null);
    waiting.clear();
    socket.destroy();
    over.resolve(failure?.message ?? 'ZooKeeper закрыл соединение');
  };
  const late = () => {
    failure ??= new Error(`ZooKeeper: нет ответа за ${deadline} мс`);
    end();
  };
  socket.on('error', (error) => {
    failure = error;
  });
  socket.on('close', end);
  socket.on('data', (bytes) => {
    try {
      const split = splitMessages(Buffer.concat([rest, bytes]));
      rest = split.rest;
      for (const message of split.messages) receive(message);
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      end();
    }
  });
  let greeted = false;
  const receive = (message: Buffer) => {
    if (!greeted) {
      greeted = true;
      greet(message);
      return;
    }
    const { id } = readHeader(message);
    if (id === pingId) {
      pings.shift()?.(message);
    } else if (id === watchEventId) {
      const event = readWatchEvent(message);
      for (const listener of listeners) listener(event);
    } else {
      waiting.get(id)?.(message);
      waiting.delete(id);
    }
  };

  socket.write(connectRequest(sessionTimeout));
  const first = await withDeadline('ZooKeeper', deadline, greeting, end);
  if (first === null) throw failure ?? new Error('ZooKeeper закрыл соединение');
  const granted = readConnectResponse(first);
  if (granted <= 0) {
    end();
    throw new Error('ZooKeeper отказал в сессии');
  }
  const sendPing = (answer: (message: Buffer | null) => void) => {
    pings.push(answer);
    socket.write(bareRequest(pingId, opcode.ping));
  };
  beat = setInterval(() => sendPing(() => undefined), Math.floor(granted / 3));
  beat.unref();

  const ask = async (type: number, path: string, watch = false): Promise<Buffer | null> => {
    if (closed) throw failure ?? new Error('ZooKeeper закрыл соединение');
    lastId += 1;
    const id = lastId;
    const answer = new Promise<Buffer | null>((resolve) => waiting.set(id, resolve));
    socket.write(pathRequest(id, type, path, watch));
    const message = await withDeadline('ZooKeeper', deadline, answer, late);
    if (message === null) throw failure ?? new Error('ZooKeeper закрыл соединение');
    const { error } = readHeader(message);
    if (error === noNode) return null;
    if (error !== 0) throw new Error(`ZooKeeper ответил ошибкой ${error} на ${path}`);
    return message;
  };

  const watched = async (type: number, path: string): Promise<Buffer | null> => {
    for (;;) {
      const message = await ask(type, path, true);
      if (message !== null) return message;
      // Only `exists` sets a watch on a node that is not there; it may have appeared in between.
      if ((await ask(opcode.exists, path, true)) === null) return null;
    }
  };

  return {
    get closed() {
      return closed;
    },
    ended: over.promise,
    async data(path) {
      const message = await ask(opcode.getData, path);
      return message === null ? null : readData(message);
    },
    async children(path) {
      const message = await ask(opcode.getChildren, path);
      return message === null ? null : readChildren(message);
    },
    async watchNode(path) {
      const message = await watched(opcode.getData, path);
      return message === null ? null : { data: readData(message), ...readStat(message) };
    },
    async watchChildren(path) {
      const message = await watched(opcode.getChildren, path);
      return message === null ? null : readChildren(message);
    },
    onChange(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    async ping() {
      if (closed) throw failure ?? new Error('ZooKeeper закрыл соединение');
      const answer = new Promise<Buffer | null>(sendPing);
      if ((await withDeadline('ZooKeeper', deadline, answer, late)) === null) {
        throw failure ?? new Error('ZooKeeper закрыл соединение');
      }
    },
    async [Symbol.asyncDispose]() {
      if (closed) return;
      lastId += 1;
      const gone = once(socket, 'close');
      socket.write(bareRequest(lastId, opcode.close));
      await withDeadline('ZooKeeper', 500, gone).catch(() => undefined);
      end();
    },
  };
}
