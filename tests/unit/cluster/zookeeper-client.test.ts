import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { openZooKeeper } from '../../../server/cluster/zookeeper-client.ts';
import { opcode, splitMessages, watchEventId } from '../../../server/cluster/zookeeper-wire.ts';
import { waitFor } from '../../wait-for.ts';

let server: Server | null = null;
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  if (server !== null) {
    server.close();
    await once(server, 'close');
  }
  server = null;
});

/** A ZooKeeper that answers each message by `answer`, or not at all. */
async function listen(answer: (message: Buffer, first: boolean) => Buffer | null): Promise<number> {
  server = createServer((socket) => {
    sockets.add(socket);
    let first = true;
    let rest: Buffer = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const split = splitMessages(Buffer.concat([rest, bytes]));
      rest = split.rest;
      for (const message of split.messages) {
        const reply = answer(message, first);
        first = false;
        if (reply !== null) socket.write(reply);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function framed(body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}

function greeting(timeout = 10_000): Buffer {
  const body = Buffer.alloc(37);
  body.writeInt32BE(timeout, 4);
  return framed(body);
}

function reply(request: Buffer, error: number, data = ''): Buffer {
  const head = Buffer.alloc(20);
  head.writeInt32BE(request.readInt32BE(0), 0);
  head.writeInt32BE(error, 12);
  head.writeInt32BE(data.length, 16);
  return framed(Buffer.concat([head, Buffer.from(data)]));
}

function watchEvent(path: string, type: number): Buffer {
  const body = Buffer.alloc(16 + 8 + 4);
  body.writeInt32BE(type, 16);
  body.writeInt32BE(watchEventId, 0);
  body.writeInt32BE(path.length, 24);
  return framed(Buffer.concat([body, Buffer.from(path)]));
}

describe('openZooKeeper', () => {
  test('reads a key, and null for one that is not there', async () => {
    const port = await listen((message, first) => {
      if (first) return greeting();
      return message.includes('leader') ? reply(message, 0, 'pg-slave') : reply(message, -101);
    });
    await using session = await openZooKeeper('127.0.0.1', port);
    expect(await Promise.all([session.data('/service/x/leader'), session.data('/none')])).toEqual(['pg-slave', null]);
  });

  test('watches a key that is not there yet, and hears of it', async () => {
    const asked: string[] = [];
    const port = await listen((message, first) => {
      if (first) return greeting();
      const type = message.readInt32BE(4);
      asked.push(`${type} ${message.at(-1)}`);
      return Buffer.concat([
        reply(message, -101),
        ...(type === opcode.exists ? [watchEvent('/service/x/leader', 2)] : []),
      ]);
    });
    await using session = await openZooKeeper('127.0.0.1', port);
    const changes: unknown[] = [];
    using listening = session.onChange((event) => changes.push(event));
    expect(listening).toBeDefined();
    expect(await session.watchNode('/service/x/leader')).toBeNull();
    await waitFor('the change', () => changes.length > 0);
    expect(changes).toEqual([{ path: '/service/x/leader', isDeletion: true }]);
    // `getData` sets no watch on a node that is not there: `exists` does.
    expect(asked).toEqual([`${opcode.getData} 1`, `${opcode.exists} 1`]);
  });

  test('reads when a key was made and whose session holds it', async () => {
    const port = await listen((message, first) => {
      if (first) return greeting();
      const stat = Buffer.alloc(68);
      stat.writeBigInt64BE(1_795_458_082_682n, 16);
      stat.writeBigInt64BE(1_795_458_090_000n, 24);
      stat.writeBigUInt64BE(0x10000cde24f0003n, 44);
      return framed(Buffer.concat([reply(message, 0, 'pg-slave').subarray(4), stat]));
    });
    await using session = await openZooKeeper('127.0.0.1', port);
    expect(await session.watchNode('/service/x/leader')).toEqual({
      data: 'pg-slave',
      createdAt: 1_795_458_082_682,
      changedAt: 1_795_458_090_000,
      owner: '0x10000cde24f0003',
    });
  });

  test('a ping is answered apart from the questions, and its silence ends the session with the reason', async () => {
    let silent = false;
    const port = await listen((message, first) => {
      if (first) return greeting();
      return silent ? null : reply(message, 0);
    });
    await using session = await openZooKeeper('127.0.0.1', port);
    await session.ping();
    silent = true;
    await expect(session.ping()).rejects.toThrow('нет ответа за 1000 мс');
    expect(await session.ended).toBe('ZooKeeper: нет ответа за 1000 мс');
  });

  test('says at once that nobody listens', async () => {
    const port = await listen(() => null);
    server?.close();
    await expect(openZooKeeper('127.0.0.1', port)).rejects.toThrow('ECONNREFUSED');
  });

  test('gives up on a server that takes the connection and stays silent, within its deadline', async () => {
    const port = await listen(() => null);
    await expect(openZooKeeper('127.0.0.1', port)).rejects.toThrow('нет ответа за 1000 мс');
  });

  test('is closed after a question without an answer, so that the next one gets a new session', async () => {
    const port = await listen((_, first) => (first ? greeting() : null));
    await using session = await openZooKeeper('127.0.0.1', port);
    await expect(session.data('/service/x/leader')).rejects.toThrow('нет ответа за 1000 мс');
    expect(session.closed).toBe(true);
  });

  test('does not choke on nonsense', async () => {
    const port = await listen(() => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expect(openZooKeeper('127.0.0.1', port)).rejects.toThrow('отвечает не ZooKeeper');
  });
});
