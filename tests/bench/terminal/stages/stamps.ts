// Loaded before a program of the lab (`--import stamps.ts?in=FOLDER`): notes when its smallest messages come and go, from outside
// of its code. The node processes that it starts are watched too. Each writes to the folder what it has noted when it ends.
import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import path from 'node:path';

/** Moments by the machine's steady clock, in microseconds, and what happened then: `in 7` came with seven bytes. */
const stamps: [at: number, what: string][] = [];
/** A key and its echo are messages of a few bytes; a flood's are longer. */
const largest = 16;
const { url } = import.meta;
const folder = new URL(url).searchParams.get('in') ?? '';

function stamp(what: string, bytes: number): void {
  if (bytes <= largest) stamps.push([Number(process.hrtime.bigint()) / 1_000, `${what} ${bytes}`]);
}

// oxlint-disable-next-line typescript/unbound-method -- each is called with its own socket below
const { push, _write: write, _writev: writev } = net.Socket.prototype;
net.Socket.prototype.push = function stampedPush(chunk: unknown, encoding) {
  if (Buffer.isBuffer(chunk)) stamp('in', chunk.length);
  return push.call(this, chunk, encoding);
};
net.Socket.prototype._write = function stampedWrite(chunk: Buffer | string, encoding, done) {
  stamp('out', chunk.length);
  write.call(this, chunk, encoding, done);
  stamp('written', chunk.length);
};
net.Socket.prototype._writev = function stampedWritev(chunks, done) {
  const bytes = chunks.reduce((sum, { chunk }: { chunk: Buffer | string }) => sum + chunk.length, 0);
  stamp('out', bytes);
  writev?.call(this, chunks, done);
  stamp('written', bytes);
};
const { connect } = net;
Object.assign(net, {
  // The server reads its terminals past the stream, into a memory of its own.
  connect: (options: net.NetConnectOpts) => {
    const { onread } = options;
    if (!onread) return connect(options);
    const callback = (bytes: number, memory: Uint8Array) => {
      stamp('in', bytes);
      return onread.callback(bytes, memory);
    };
    return connect({ ...options, onread: { ...onread, callback } });
  },
});
const { writeSync } = fs;
Object.assign(fs, {
  writeSync: (descriptor: number, bytes: Buffer) => {
    stamp('out', bytes.length);
    const taken = writeSync(descriptor, bytes);
    stamp('written', bytes.length);
    return taken;
  },
});
const { spawn } = childProcess;
Object.assign(childProcess, {
  spawn: (command: string, args: readonly string[], options: childProcess.SpawnOptions) =>
    spawn(command, command === process.execPath ? ['--import', url, ...args] : args, options),
});
syncBuiltinESMExports();

process.on('exit', () => {
  if (stamps.length > 0) fs.writeFileSync(path.join(folder, `${process.pid}.json`), JSON.stringify(stamps));
});
