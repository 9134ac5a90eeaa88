import { createHash } from 'node:crypto';

/** An id, in the form of a UUID, for what happens at a place of a stream: the same however often it is read. */
export function stableId(stream: string, position: number): string {
  const hex = createHash('sha256').update(`${stream}@${position}`).digest('hex');
  // Version 8: made by rules of one's own.
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
