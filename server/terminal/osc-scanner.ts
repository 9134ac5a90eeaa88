/** An OSC 133 sequence in a stream. `start` and `end` are offsets in the chunk at hand; `start` is negative when the sequence began in an earlier one. */
export type OscMark = { readonly start: number; readonly end: number; readonly payload: string };

/** Finds the sequences that end in a chunk. */
export type OscScanner = ((chunk: Buffer) => OscMark[]) & {
  /** What has come of one that has not ended yet: another scanner that is given these bytes stands where this one does. */
  readonly open: () => Buffer;
};

/** Longer payloads are not ours: the scanner lets them pass. */
const maxPayload = 32 * 1024;

const escape = 0x1b;
const bell = 0x07;
const backslash = 0x5c;
const prefix = Buffer.from('\x1b]133;');

/**
 * Finds OSC 133 sequences in a stream of chunks, wherever it was cut.
 * The stream itself is left alone: nothing is held back, nothing is taken out.
 */
export function createOscScanner(): OscScanner {
  /** Bytes of the prefix that have been seen; the whole prefix means: inside a payload. */
  let matched = 0;
  let payload: Buffer[] = [];
  let payloadLength = 0;
  /** Inside a payload, the last byte was ESC: a backslash ends the sequence. */
  let escaped = false;
  /** Bytes of the open sequence that stood in earlier chunks. */
  let before = 0;

  const reset = () => {
    matched = 0;
    payload = [];
    payloadLength = 0;
    escaped = false;
    before = 0;
  };

  const scan = (chunk: Buffer) => {
    const marks: OscMark[] = [];
    let at = 0;
    let start = -before;
    const keep = (from: number, to: number) => {
      payload.push(Buffer.from(chunk.subarray(from, to)));
      payloadLength += to - from;
    };
    while (at < chunk.length) {
      if (matched === 0) {
        at = chunk.indexOf(escape, at);
        if (at === -1) break;
        start = at;
        matched = 1;
        at += 1;
        continue;
      }
      if (matched < prefix.length) {
        if (chunk[at] === prefix[matched]) {
          matched += 1;
          at += 1;
        } else {
          reset();
        }
        continue;
      }
      if (escaped) {
        if (chunk[at] === backslash) {
          marks.push({ start, end: at + 1, payload: Buffer.concat(payload).toString('utf8') });
          reset();
          at += 1;
        } else {
          // Another sequence begins before this one was closed.
          reset();
          start = at - 1;
          matched = 1;
        }
        continue;
      }
      const end = endOfString(chunk, at);
      if (end === -1) {
        keep(at, chunk.length);
        at = chunk.length;
        if (payloadLength > maxPayload) reset();
        continue;
      }
      keep(at, end);
      at = end + 1;
      if (chunk[end] === bell) {
        if (payloadLength <= maxPayload)
          marks.push({ start, end: at, payload: Buffer.concat(payload).toString('utf8') });
        reset();
      } else {
        escaped = true;
      }
    }
    if (matched > 0) before = chunk.length - start;
    return marks;
  };
  const open = () => Buffer.concat([prefix.subarray(0, matched), ...payload, Buffer.alloc(escaped ? 1 : 0, escape)]);
  return Object.assign(scan, { open });
}

function endOfString(chunk: Buffer, from: number): number {
  for (let at = from; at < chunk.length; at += 1) if (chunk[at] === bell || chunk[at] === escape) return at;
  return -1;
}
