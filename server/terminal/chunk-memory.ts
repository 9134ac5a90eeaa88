import type { Waiting } from './gather.ts';

/**
 * Chunks of a memory that is used again are put together in another one. What is taken out is one piece, and stands there
 * until the next chunk waits.
 * @param enough bytes of the memory at first; a chunk more than fits makes it larger
 */
export function createChunkMemory(enough: number): Waiting {
  /** Only a terminal under load has one. */
  let memory: Buffer | null = null;
  let length = 0;
  return {
    get bytes() {
      return length;
    },
    push: (chunk) => {
      const needed = length + chunk.length;
      if (!memory || memory.length < needed) {
        const larger = Buffer.allocUnsafeSlow(Math.max(2 * enough, needed));
        memory?.copy(larger, 0, 0, length);
        memory = larger;
      }
      chunk.copy(memory, length);
      length = needed;
    },
    take: () => {
      const taken = memory?.subarray(0, length);
      length = 0;
      return taken ? [taken] : [];
    },
    rest: () => {
      memory = null;
    },
  };
}
