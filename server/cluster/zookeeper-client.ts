import { once } from 'node:events';
import { connect } from 'node:net';

import { withDeadline } from './deadline.ts';
import {
  bareRequest,
  connectRequest,
  noNode,
  opcode,
  pathRequest,
  pingId,
  readChildren,
  readConnectResponse,
  readData,
  readHeader,
  splitMessages,
} from './zookeeper-wire.ts';

/** A ZooKeeper session that only reads. Once a question was lost it is `closed`, and a new one is to be opened. */
export type ZooKeeperSession = AsyncDisposable & {
  readonly closed: boolean;
  /** The data of a node, or null where there is none. */
  data(path: string): Promise<string | null>;
  children(path: string): Promise<readonly string[] | null>;
};

const sessionTimeout = 10_000;
const deadline = 1_000;

/** Opens a session, or throws with the reason within a second. */
export async function openZooKeeper(host: string, port: number): Promise<ZooKeeperSession> {
  const socket = connect({ host, port, noDelay: true });
  const waiting = new Map<number, (message: Buffer | null) => void>();
  let rest: Buffer = Buffer.alloc(0);
  let closed = false;
  let lastId = 0;
  let greet: (message: Buffer | null) => void = () => undefined;
  const greeting = new Promise<Buffer | null>((resolve) => {
    greet = resolve;
  });
  let beat: NodeJS.Timeout | undefined;

  const end = () => {
    closed = true;
    clearInterval(beat);
    greet(null);
    for (const answer of waiting.values()) answer(null);
    waiting.clear();
    socket.destroy();
  };
  let failure: Error | null = null;
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
    waiting.get(id)?.(message);
    waiting.delete(id);
  };

  socket.write(connectRequest(sessionTimeout));
  const first = await withDeadline('ZooKeeper', deadline, greeting, end);
  if (first === null) throw failure ?? new Error('ZooKeeper закрыл соединение');
  const granted = readConnectResponse(first);
  if (granted <= 0) {
    end();
    throw new Error('ZooKeeper отказал в сессии');
  }
  beat = setInterval(() => socket.write(bareRequest(pingId, opcode.ping)), Math.floor(granted / 3));
  beat.unref();

  const ask = async (type: number, path: string): Promise<Buffer | null> => {
    if (closed) throw failure ?? new Error('ZooKeeper закрыл соединение');
    lastId += 1;
    const id = lastId;
    const answer = new Promise<Buffer | null>((resolve) => waiting.set(id, resolve));
    socket.write(pathRequest(id, type, path));
    const message = await withDeadline('ZooKeeper', deadline, answer, end);
    if (message === null) throw failure ?? new Error('ZooKeeper закрыл соединение');
    const { error } = readHeader(message);
    if (error === noNode) return null;
    if (error !== 0) throw new Error(`ZooKeeper ответил ошибкой ${error} на ${path}`);
    return message;
  };

  return {
    get closed() {
      return closed;
    },
    async data(path) {
      const message = await ask(opcode.getData, path);
      return message === null ? null : readData(message);
    },
    async children(path) {
      const message = await ask(opcode.getChildren, path);
      return message === null ? null : readChildren(message);
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
