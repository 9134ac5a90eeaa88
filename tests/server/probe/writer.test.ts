import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { SettledWrite } from '../../../server/probe/batch.ts';
import { laneLimits } from '../../../server/probe/lanes.ts';
import { startWriter, type Writer } from '../../../server/probe/writer.ts';
import { waitFor } from '../../wait-for.ts';

/** A port of this machine where every connection meets `greet`. */
async function listenOn(greet: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.resume();
    greet(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    sockets,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function writeTo(port: number): { readonly writer: Writer; readonly writes: SettledWrite[] } {
  const writes: SettledWrite[] = [];
  const writer = startWriter({
    probe: 'probe-1',
    rate: 20,
    address: () => ({ host: '127.0.0.1', port, user: 'postgres', password: 'postgres', database: 'postgres' }),
    now: () => Math.floor(performance.now()),
    settled: (write) => writes.push(write),
    reached: () => undefined,
    opened: () => undefined,
  });
  return { writer, writes };
}

const reasonsOf = (writes: readonly SettledWrite[]) => [
  ...new Set(writes.map(({ outcome, reason }) => `${outcome} ${reason}`)),
];

describe('the writer', () => {
  test('keeps its pace against a door that closes at once, and every write has failed', async () => {
    const door = await listenOn((socket) => socket.destroy());
    const { writer, writes } = writeTo(door.port);
    await waitFor('forty writes', () => writes.length >= 40);
    await writer.stop();
    const gaps = writes.slice(1).map(({ sentAt }, index) => sentAt - (writes[index]?.sentAt ?? 0));
    // The middle one: a busy machine holds up some writes, never half of them.
    const middle = gaps.toSorted((one, other) => one - other)[Math.floor(gaps.length / 2)];
    expect(Math.abs((middle ?? 0) - 50)).toBeLessThan(20);
    expect(writes.map(({ number }) => number)).toEqual(writes.map((_, index) => index + 1));
    expect(reasonsOf(writes).every((reason) => /^failed (hung-up|ECONNRESET|EPIPE)$/.test(reason))).toBe(true);
    expect(writer.load()).toMatchObject({ opening: 0, waiting: 0 });
    await writer[Symbol.asyncDispose]();
    door.close();
  });

  test('gives up a silent server after two seconds each, and never holds more than its share of connections', async () => {
    const silent = await listenOn(() => undefined);
    const { writer, writes } = writeTo(silent.port);
    await waitFor('the first to be given up', () => writes.length > 0, { within: 5_000 });
    await waitFor('several seconds of hanging', () => writes.length >= 35, { within: 10_000 });
    expect(reasonsOf(writes)).toEqual(['failed connect-deadline']);
    const held = silent.sockets.size;
    const { opening, lingering } = writer.load();
    // What was given up is still open: HAProxy itself closes it when it marks its server down.
    expect(lingering).toBeGreaterThan(0);
    // The newest may be on its way.
    expect(Math.abs(opening + lingering - held)).toBeLessThanOrEqual(1);
    expect(held).toBeLessThanOrEqual(laneLimits.held);
    for (const socket of silent.sockets) socket.destroy();
    await waitFor('the places to be free again', () => writer.load().lingering < lingering);
    await writer[Symbol.asyncDispose]();
    silent.close();
  });

  test('says that nobody listens', async () => {
    const gone = await listenOn(() => undefined);
    gone.close();
    const { writer, writes } = writeTo(gone.port);
    await waitFor('a write', () => writes.length > 0);
    await writer[Symbol.asyncDispose]();
    expect(reasonsOf(writes)).toEqual(['failed ECONNREFUSED']);
  });
});
