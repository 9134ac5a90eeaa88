import type { Moment } from './frames.ts';

/** What a pty has said since a moment, with its times, and the notes that were made in between. */
export type KeptLog = {
  /** Bytes of the pty since its start. */
  readonly position: number;
  /** Bytes that are kept. */
  readonly bytes: number;
  push(at: number, chunk: Buffer): void;
  note(position: number, note: Buffer): void;
  /** Forgets what was before a moment. */
  forget(before: Moment): void;
  /** Gives everything that is kept, in order; the bytes stay the log's. */
  replay(to: { bytes(at: number, bytes: Buffer): void; note(note: Buffer): void }): void;
};

type Block = { readonly start: number; readonly memory: Buffer; used: number };

/** One allocation for many small chunks: each echo of a key comes by itself. */
const blockBytes = 16 * 1024;
/** Chunks so close to each other, in milliseconds, are one moment. */
const together = 4;

/** Creates an empty log of a pty that has said nothing. */
export function createKeptLog(): KeptLog {
  let blocks: Block[] = [];
  let times: { readonly at: number; readonly position: number }[] = [];
  let notes: { readonly position: number; readonly note: Buffer }[] = [];
  /** Notes that were forgotten. */
  let forgotten = 0;
  let from = 0;
  let position = 0;

  /** The bytes between two positions, block by block. */
  function* between(start: number, end: number): Generator<Buffer> {
    for (const { start: blockStart, memory, used } of blocks) {
      const first = Math.max(start, blockStart);
      const last = Math.min(end, blockStart + used);
      if (first < last) yield memory.subarray(first - blockStart, last - blockStart);
    }
  }

  return {
    get position() {
      return position;
    },
    get bytes() {
      return position - from;
    },
    push: (at, chunk) => {
      const last = times.at(-1);
      if (!last || at - last.at > together || at < last.at) times.push({ at, position });
      for (let done = 0; done < chunk.length;) {
        let block = blocks.at(-1);
        if (!block || block.used === blockBytes) {
          block = { start: position, memory: Buffer.allocUnsafeSlow(blockBytes), used: 0 };
          blocks.push(block);
        }
        const taken = chunk.copy(block.memory, block.used, done);
        block.used += taken;
        position += taken;
        done += taken;
      }
    },
    note: (at, note) => {
      notes.push({ position: Math.min(Math.max(at, from), position), note });
    },
    forget: ({ position: wanted, notes: count }) => {
      from = Math.min(Math.max(wanted, from), position);
      blocks = blocks.filter(({ start, used }) => start + used > from);
      times = times.filter((_, index) => (times[index + 1]?.position ?? Infinity) > from);
      const gone = Math.min(Math.max(0, count - forgotten), notes.length);
      notes = notes.slice(gone);
      forgotten += gone;
    },
    replay: (to) => {
      // Borders where a note stands or the time changes; between them the bytes are of one moment.
      let at = times[0]?.at ?? 0;
      let done = from;
      const upTo = (end: number) => {
        for (const bytes of between(done, end)) to.bytes(at, bytes);
        done = Math.max(done, end);
      };
      const events = [
        ...times.map((time) => ({ position: time.position, tell: () => (at = time.at) })),
        ...notes.map(({ position: place, note }) => ({ position: place, tell: () => to.note(note) })),
      ].sort((one, other) => one.position - other.position);
      for (const event of events) {
        upTo(event.position);
        event.tell();
      }
      upTo(position);
    },
  };
}
