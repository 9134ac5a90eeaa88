/** Raised with every change of what follows; `hello`, `welcome` and `endOwner` never change, so that versions can part in peace. */
export const protocolVersion = 1;

/** Kinds of frames on the socket between a web server and the owner of its ptys. JSON where nothing else is said. */
export const frameKind = {
  /** To the owner, first on every connection: the secret. */
  hello: 1,
  /** From the owner: its pid and version. */
  welcome: 2,
  /** To the owner: end all shells and yourself. */
  endOwner: 3,
  /** To the owner: which terminals are there? And its answer. */
  list: 4,
  terminals: 5,
  /** To the owner: end this terminal and everything in it; answered by `terminals`. */
  endTerminal: 6,
  /** Both ways, opaque to the owner: two numbers (`packMoment`), then what a server needs to go on from there. */
  state: 7,
  /** To the owner, after a `state`: start a pty with this; or hand over the one that is there. */
  start: 8,
  attach: 9,
  /** From the owner: its pid. */
  started: 10,
  /** From the owner: a message for a person. */
  failed: 11,
  /** From the owner after `attach`, in order: bytes behind their time (8 bytes, milliseconds), and notes. */
  kept: 12,
  /** Both ways, opaque to the owner; to it, behind two numbers (`packMoment`). */
  note: 13,
  /** From the owner: from here on it is live. */
  live: 14,
  /** From the owner: bytes of the pty. */
  output: 15,
  /** From the owner: the program's exit code. */
  exit: 16,
  /** To the owner: bytes for the pty. */
  input: 17,
  /** To the owner: columns and rows, two bytes each. */
  resize: 18,
  pause: 19,
  resume: 20,
  /** To the owner: the exit code is written down, the terminal may be forgotten. */
  release: 21,
} as const;

const headerBytes = 5;
/** A state with the screen of 5,000 long lines and the output of commands fits many times over. */
const maxPayload = 64 * 1024 * 1024;

/** A frame: its payload's length, its kind, its payload. */
export function frame(kind: number, payload?: Buffer | string): Buffer {
  const length = payload === undefined ? 0 : Buffer.byteLength(payload);
  const bytes = Buffer.allocUnsafe(headerBytes + length);
  bytes.writeUInt32BE(length, 0);
  bytes[4] = kind;
  if (typeof payload === 'string') bytes.write(payload, headerBytes);
  else payload?.copy(bytes, headerBytes);
  return bytes;
}

/** A frame as pieces that are written one after the other: nothing is copied. */
export function frameInPieces(kind: number, payload: readonly Buffer[]): readonly Buffer[] {
  const header = Buffer.allocUnsafe(headerBytes);
  header.writeUInt32BE(
    payload.reduce((sum, { length }) => sum + length, 0),
    0,
  );
  header[4] = kind;
  return [header, ...payload];
}

/** A frame with a JSON payload. */
export function jsonFrame(kind: number, value: unknown): Buffer {
  return frame(kind, JSON.stringify(value));
}

/**
 * Creates what finds the frames in a stream of chunks. Output and input are passed on as they come, also in parts.
 * A payload is a part of the chunk at hand: what is kept of it is copied.
 * @throws Error, when called, for a frame of impossible length
 */
export function createFrameReader(receive: (kind: number, payload: Buffer) => void): (chunk: Buffer) => void {
  const header = Buffer.alloc(headerBytes);
  let have = 0;
  let left = 0;
  /** What has come of a payload that is not in one chunk. */
  let begun: Buffer | null = null;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (have < headerBytes) {
        const taken = chunk.copy(header, have, at, at + headerBytes - have);
        have += taken;
        at += taken;
        if (have < headerBytes) return;
        left = header.readUInt32BE(0);
        if (left > maxPayload) throw new Error(`a frame of ${left} bytes`);
      }
      const kind = header[4] ?? 0;
      const part = chunk.subarray(at, at + left);
      at += part.length;
      left -= part.length;
      if (kind === frameKind.output || kind === frameKind.input) {
        if (part.length > 0) receive(kind, part);
        if (left === 0) have = 0;
        continue;
      }
      if (begun || left > 0) {
        begun ??= Buffer.allocUnsafeSlow(part.length + left);
        part.copy(begun, begun.length - left - part.length);
      }
      if (left > 0) return;
      const payload = begun ?? part;
      have = 0;
      begun = null;
      receive(kind, payload);
    }
  };
}

/** A moment of a terminal: how many bytes its pty had said, and how many notes were made. */
export type Moment = { readonly position: number; readonly notes: number };

const momentBytes = 16;

/** A moment, and what it is the moment of. */
export function packMoment({ position, notes }: Moment, payload?: Buffer): Buffer {
  const head = Buffer.allocUnsafe(momentBytes);
  head.writeDoubleBE(position, 0);
  head.writeDoubleBE(notes, 8);
  return payload ? Buffer.concat([head, payload]) : head;
}

/** Parts a payload from the moment before it. */
export function unpackMoment(packed: Buffer): Moment & { readonly payload: Buffer } {
  return { position: packed.readDoubleBE(0), notes: packed.readDoubleBE(8), payload: packed.subarray(momentBytes) };
}
