/**
 * The lines of a container's log.
 * Docker frames that of a container without a terminal: a byte for the stream, three zeros, a length.
 */
export function linesOf(bytes: Buffer): string[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const framed = (bytes[at] ?? 9) <= 2 && bytes.length >= at + 8 && bytes.readUIntBE(at + 1, 3) === 0;
    if (!framed) return bytes.toString('utf8').split('\n');
    const size = bytes.readUInt32BE(at + 4);
    parts.push(bytes.subarray(at + 8, at + 8 + size));
    at += 8 + size;
  }
  return Buffer.concat(parts).toString('utf8').split('\n');
}
