import { once } from 'node:events';
import { connect } from 'node:net';
import { bareRequest, connectRequest, opcode, splitMessages } from '../../../server/cluster/zookeeper-wire.ts';

/** Changes keys of ZooKeeper, as Patroni does. */
export type KeyWriter = Disposable & {
  /** Sets the data of a key that exists; settles when ZooKeeper has confirmed it. */
  set(path: string, data: string): Promise<void>;
};

/** `setData` of ZooKeeper's protocol; the lab itself never writes. */
const setData = 5;

/** Opens a session that writes. */
export async function openKeyWriter(port: number): Promise<KeyWriter> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  let rest: Buffer = Buffer.alloc(0);
  const answers: Buffer[] = [];
  const waiting: (() => void)[] = [];
  socket.on('data', (bytes) => {
    const split = splitMessages(Buffer.concat([rest, bytes]));
    rest = split.rest;
    answers.push(...split.messages);
    for (const wake of waiting.splice(0)) wake();
  });
  const next = async (): Promise<Buffer> => {
    for (;;) {
      const answer = answers.shift();
      if (answer !== undefined) return answer;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  await once(socket, 'connect');
  socket.write(connectRequest(30_000));
  await next();
  let id = 0;
  return {
    async set(path, data) {
      id += 1;
      const name = Buffer.from(path, 'utf8');
      const content = Buffer.from(data, 'utf8');
      const body = Buffer.alloc(4 + name.length + 4 + content.length + 4);
      body.writeInt32BE(name.length, 0);
      name.copy(body, 4);
      body.writeInt32BE(content.length, 4 + name.length);
      content.copy(body, 8 + name.length);
      // Any version.
      body.writeInt32BE(-1, 8 + name.length + content.length);
      const head = bareRequest(id, setData);
      head.writeInt32BE(8 + body.length, 0);
      socket.write(Buffer.concat([head, body]));
      const error = (await next()).readInt32BE(12);
      if (error !== 0) throw new Error(`ZooKeeper answered ${error} to a write of ${path}`);
    },
    [Symbol.dispose]() {
      socket.write(bareRequest(0, opcode.close));
      socket.end();
    },
  };
}
