/** Longer control strings are let go: no program of the lab sends one. */
const maxOpen = 64 * 1024;
const escape = 0x1b;

/**
 * Remembers the end of a stream as far as it is the beginning of an escape sequence or of a UTF-8 character.
 * A screen that is sent in between ends with these bytes, so that the receiver's parser stands where ours does.
 */
export function createOpenSequence(): { push(chunk: Buffer): void; bytes(): Buffer } {
  let open: Buffer = Buffer.alloc(0);
  return {
    push: (chunk) => {
      const data = open.length > 0 ? Buffer.concat([open, chunk]) : chunk;
      const rest = data.subarray(openFrom(data));
      open = rest.length > maxOpen ? Buffer.alloc(0) : Buffer.from(rest);
    },
    bytes: () => open,
  };
}

function openFrom(data: Buffer): number {
  // ESC begins a new sequence wherever it stands, so that nothing before the last one matters.
  const last = data.lastIndexOf(escape);
  if (last !== -1 && !isComplete(data, last)) return last;
  return data.length - openCharacterLength(data);
}

function isComplete(data: Buffer, start: number): boolean {
  const kind = data[start + 1];
  if (kind === undefined) return false;
  switch (String.fromCharCode(kind)) {
    case '[':
      return has(data, start + 2, (byte) => (byte >= 0x40 && byte <= 0x7e) || isAbort(byte));
    case ']':
      return has(data, start + 2, (byte) => byte === 0x07 || isAbort(byte));
    case 'P':
    case 'X':
    case '^':
    case '_':
      return has(data, start + 2, isAbort);
    default:
      return has(data, start + 1, (byte) => byte >= 0x30 || isAbort(byte));
  }
}

function isAbort(byte: number): boolean {
  return byte === 0x18 || byte === 0x1a;
}

function has(data: Buffer, from: number, test: (byte: number) => boolean): boolean {
  for (let at = from; at < data.length; at += 1) if (test(data[at] ?? 0)) return true;
  return false;
}

/** How many bytes at the end of these are the beginning of a character in UTF-8. */
export function openCharacterLength(data: Buffer): number {
  for (let back = 1; back <= 3 && back <= data.length; back += 1) {
    const byte = data[data.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}
