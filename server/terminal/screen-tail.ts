/** A size that the terminal took, behind so many bytes of the stream. */
export type TailResize = { readonly at: number; readonly columns: number; readonly rows: number };

/** The end of a terminal's stream as it came, with the changes of size in it; places are counted from the stream's beginning. */
export type ScreenTail = {
  readonly start: number;
  readonly end: number;
  readonly resizes: readonly TailResize[];
  push(chunk: Buffer): void;
  resize(columns: number, rows: number): void;
  /** The bytes between two places, until the tail changes. */
  view(from: number, to: number): Buffer;
  /** A copy of them. */
  bytes(from: number, to: number): Buffer;
  /** Forgets what is before a place, and the changes of size up to it. */
  forget(before: number): void;
};

/** A terminal that says little holds little. */
const smallest = 4 * 1024;

/** Creates the tail of a stream that has not begun. It is one piece of memory, so that a flood leaves nothing to collect. */
export function createScreenTail(): ScreenTail {
  let memory = Buffer.allocUnsafeSlow(smallest);
  /** Where in the memory the tail begins. */
  let offset = 0;
  let resizes: TailResize[] = [];
  let start = 0;
  let end = 0;

  function makeRoom(bytes: number) {
    const length = end - start;
    if (offset + length + bytes <= memory.length) return;
    // Half of it free at least: each byte is moved about once.
    if (2 * (length + bytes) > memory.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(2 * memory.length, 2 * (length + bytes)));
      memory.copy(larger, 0, offset, offset + length);
      memory = larger;
    } else {
      memory.copyWithin(0, offset, offset + length);
    }
    offset = 0;
  }

  const view = (from: number, to: number) => memory.subarray(offset + from - start, offset + to - start);

  return {
    get start() {
      return start;
    },
    get end() {
      return end;
    },
    get resizes() {
      return resizes;
    },
    push: (chunk) => {
      makeRoom(chunk.length);
      chunk.copy(memory, offset + end - start);
      end += chunk.length;
    },
    resize: (columns, rows) => {
      resizes.push({ at: end, columns, rows });
    },
    view,
    bytes: (from, to) => Buffer.from(view(from, to)),
    forget: (before) => {
      const to = Math.min(Math.max(before, start), end);
      offset += to - start;
      start = to;
      resizes = resizes.filter(({ at }) => at > start);
    },
  };
}
