/** Bytes of a moment, milliseconds since the epoch. */
export type TimedBytes = { readonly at: number; readonly bytes: Buffer };

/** The newest bytes of a stream, in a memory of fixed size. */
export type Ring = {
  push(at: number, bytes: Buffer): void;
  /** What is left, oldest first, from the beginning of a line where something was dropped before it; and how much that was. */
  take(): { readonly dropped: number; readonly kept: readonly TimedBytes[] };
};

/** Chunks so close to each other, in milliseconds, are one moment. */
export const together = 4;
const lineFeed = 0x0a;
const maxMoments = 1_024;

/** Creates a ring of `size` bytes. */
export function createRing(size: number): Ring {
  const memory = Buffer.allocUnsafe(size);
  /** Bytes that ever came; the place of byte n is n % size. */
  let total = 0;
  let moments: { readonly at: number; readonly start: number }[] = [];

  const copy = (bytes: Buffer) => {
    const last = bytes.length > size ? bytes.subarray(-size) : bytes;
    total += bytes.length - last.length;
    const place = total % size;
    const fits = Math.min(last.length, size - place);
    memory.set(fits === last.length ? last : last.subarray(0, fits), place);
    if (fits < last.length) memory.set(last.subarray(fits), 0);
    total += last.length;
  };
  const read = (from: number, to: number): Buffer => {
    if (to <= from) return Buffer.alloc(0);
    const place = from % size;
    const length = to - from;
    const first = memory.subarray(place, Math.min(size, place + length));
    return Buffer.concat([first, memory.subarray(0, length - first.length)], length);
  };

  return {
    push: (at, bytes) => {
      const last = moments.at(-1);
      if (last === undefined || at - last.at > together) {
        moments.push({ at, start: total });
        if (moments.length > maxMoments) {
          const oldest = total + bytes.length - size;
          moments = moments.filter((_, index) => (moments[index + 1]?.start ?? total + 1) > oldest);
        }
      }
      copy(bytes);
    },
    take: () => {
      const oldest = Math.max(0, total - size);
      let from = oldest;
      if (oldest > 0) {
        // In the middle of a line there may be half a character or half a control sequence.
        const rest = read(oldest, total);
        from += rest.indexOf(lineFeed) + 1;
      }
      const kept = moments
        .map(({ at, start }, index) => ({
          at,
          bytes: read(Math.max(start, from), moments[index + 1]?.start ?? total),
        }))
        .filter(({ bytes }) => bytes.length > 0);
      return { dropped: from, kept };
    },
  };
}
