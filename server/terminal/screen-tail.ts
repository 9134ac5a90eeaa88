/** A size that the terminal took, behind so many bytes of the stream. */
export type TailResize = { readonly at: number; readonly columns: number; readonly rows: number };

/** The end of a terminal's stream as it came, with the changes of size in it; places are counted from the stream's beginning. */
export type ScreenTail = {
  readonly start: number;
  readonly end: number;
  readonly resizes: readonly TailResize[];
  push(chunk: Buffer): void;
  resize(columns: number, rows: number): void;
  /** A copy of the bytes between two places. */
  bytes(from: number, to: number): Buffer;
  /** Forgets what is before a place, and the changes of size up to it. */
  forget(before: number): void;
};

/** One allocation for many small chunks: each echo of a key comes by itself. */
const smallBlock = 4 * 1024;
const largeBlock = 64 * 1024;

type Block = { readonly start: number; readonly memory: Buffer; used: number };

/** Creates the tail of a stream that has not begun. */
export function createScreenTail(): ScreenTail {
  let blocks: Block[] = [];
  let resizes: TailResize[] = [];
  let start = 0;
  let end = 0;
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
      for (let done = 0; done < chunk.length; ) {
        let block = blocks.at(-1);
        if (!block || block.used === block.memory.length) {
          // A terminal that says little holds little.
          const size = end - start < largeBlock ? smallBlock : largeBlock;
          block = { start: end, memory: Buffer.allocUnsafeSlow(size), used: 0 };
          blocks.push(block);
        }
        const taken = chunk.copy(block.memory, block.used, done);
        block.used += taken;
        end += taken;
        done += taken;
      }
    },
    resize: (columns, rows) => {
      resizes.push({ at: end, columns, rows });
    },
    bytes: (from, to) => {
      const bytes = Buffer.allocUnsafe(Math.max(0, to - from));
      for (const { start: begun, memory, used } of blocks) {
        const first = Math.max(from, begun);
        const last = Math.min(to, begun + used);
        if (first < last) memory.copy(bytes, first - from, first - begun, last - begun);
      }
      return bytes;
    },
    forget: (before) => {
      start = Math.min(Math.max(before, start), end);
      blocks = blocks.filter((block) => block.start + block.used > start);
      resizes = resizes.filter(({ at }) => at > start);
    },
  };
}
