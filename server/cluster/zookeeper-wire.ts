/**
 * The part of ZooKeeper's wire protocol that reading needs: every message is a big-endian record behind its length.
 * Source: `zookeeper.jute` of Apache ZooKeeper.
 */

export const opcode = { exists: 3, getData: 4, getChildren: 8, ping: 11, close: -11 } as const;

/** Requests with this id are not answered in turn. */
export const pingId = -2;

/** What arrives with this id answers no request: a watch has fired. */
export const watchEventId = -1;

/** `KeeperException.Code.NONODE`. */
export const noNode = -101;

const headerBytes = 16;

/** The first message of a connection; it asks for a new session of `timeout` milliseconds. */
export function connectRequest(timeout: number): Buffer {
  const body = Buffer.alloc(4 + 8 + 4 + 8 + 4 + 16 + 1);
  body.writeInt32BE(timeout, 12);
  body.writeInt32BE(16, 24);
  return framed(body);
}

/** A request without a body: a ping, or the end of the session. */
export function bareRequest(id: number, type: number): Buffer {
  const body = Buffer.alloc(8);
  body.writeInt32BE(id, 0);
  body.writeInt32BE(type, 4);
  return framed(body);
}

/** A question about one path; `watch` asks the server to tell once when the answer has changed. */
export function pathRequest(id: number, type: number, path: string, watch = false): Buffer {
  const name = Buffer.from(path, 'utf8');
  const body = Buffer.alloc(8 + 4 + name.length + 1);
  body.writeInt32BE(id, 0);
  body.writeInt32BE(type, 4);
  body.writeInt32BE(name.length, 8);
  name.copy(body, 12);
  body.writeInt8(watch ? 1 : 0, 12 + name.length);
  return framed(body);
}

function framed(body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length, 0);
  return Buffer.concat([length, body]);
}

/** Splits what has arrived into whole messages and the rest. */
export function splitMessages(bytes: Buffer): { readonly messages: readonly Buffer[]; readonly rest: Buffer } {
  const messages: Buffer[] = [];
  let at = 0;
  while (bytes.length >= at + 4) {
    const size = bytes.readInt32BE(at);
    if (size < 0 || size > 4 * 1024 * 1024) throw new Error('отвечает не ZooKeeper');
    if (bytes.length < at + 4 + size) break;
    messages.push(bytes.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return { messages, rest: bytes.subarray(at) };
}

/** The session timeout in milliseconds that the server granted; 0 means that it refused the session. */
export function readConnectResponse(message: Buffer): number {
  return message.readInt32BE(4);
}

/** The head of an answer: whose it is, and 0 or the error. */
export function readHeader(message: Buffer): { readonly id: number; readonly error: number } {
  return { id: message.readInt32BE(0), error: message.readInt32BE(12) };
}

/** The data of a node. */
export function readData(message: Buffer): string {
  const length = message.readInt32BE(headerBytes);
  return length <= 0 ? '' : message.toString('utf8', headerBytes + 4, headerBytes + 4 + length);
}

/** What ZooKeeper keeps of a node beside its data; times are its own clock's, milliseconds since the epoch. */
export type NodeStat = {
  readonly createdAt: number;
  readonly changedAt: number;
  /** The session that an ephemeral node ends with, in hexadecimal. */
  readonly owner: string | null;
};

const statBytes = 68;

/** The end of an answer that carries a node's `Stat`. */
export function readStat(message: Buffer): NodeStat {
  const at = message.length - statBytes;
  const owner = message.readBigUInt64BE(at + 44);
  return {
    createdAt: Number(message.readBigInt64BE(at + 16)),
    changedAt: Number(message.readBigInt64BE(at + 24)),
    owner: owner === 0n ? null : `0x${owner.toString(16)}`,
  };
}

/** A watch that has fired. */
export type WatchEvent = {
  /** Empty when the event is about the session itself. */
  readonly path: string;
  readonly isDeletion: boolean;
};

/** `Watcher.Event.EventType.NodeDeleted`. */
const nodeDeleted = 2;

/** Reads which watch has fired, and whether because the node is gone. */
export function readWatchEvent(message: Buffer): WatchEvent {
  const at = headerBytes + 8;
  const length = message.readInt32BE(at);
  return {
    path: length <= 0 ? '' : message.toString('utf8', at + 4, at + 4 + length),
    isDeletion: message.readInt32BE(headerBytes) === nodeDeleted,
  };
}

/** The names of a node's children. */
export function readChildren(message: Buffer): string[] {
  const count = message.readInt32BE(headerBytes);
  const names: string[] = [];
  let at = headerBytes + 4;
  for (let index = 0; index < count; index += 1) {
    const length = message.readInt32BE(at);
    names.push(message.toString('utf8', at + 4, at + 4 + length));
    at += 4 + length;
  }
  return names;
}
