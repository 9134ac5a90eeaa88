const bell = 0x07;
const cancel = 0x18;
const substitute = 0x1a;
const escape = 0x1b;
/** What begins a string after an escape: `P`, `X`, `]`, `^` and `_` for DCS, SOS, OSC, PM and APC. */
const openers: ReadonlySet<number> = new Set([0x50, 0x58, 0x5d, 0x5e, 0x5f]);

/** Bytes of a title, a link or a program's other string that a terminal is given; nothing that means something is longer. */
export const longestString = 64 * 1_024;

/**
 * Makes a filter for a terminal's output, chunk by chunk: what a control string has beyond `most` bytes is left out,
 * its end is not. A terminal keeps a string whole until it ends, so that ten megabytes of a title are ten megabytes of
 * memory several times over.
 */
export function boundStrings(most = longestString): (bytes: Uint8Array) => Uint8Array {
  let state: 'text' | 'escape' | 'string' | 'ending' = 'text';
  let length = 0;

  /** Whether the byte is passed on. */
  function passes(byte: number): boolean {
    if (state === 'text') {
      if (byte === escape) state = 'escape';
      return true;
    }
    if (state === 'string') {
      if (byte === escape) state = 'ending';
      else if (byte === bell || byte === cancel || byte === substitute) state = 'text';
      else return ++length <= most;
      return true;
    }
    // After an escape: it ends the string before it, whatever comes, and may begin another one.
    if (openers.has(byte)) [state, length] = ['string', 0];
    else if (byte !== escape) state = 'text';
    return true;
  }

  return (bytes) => {
    let kept: Uint8Array | null = null;
    let size = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      // Text is most of all output: on to the next escape.
      if (state === 'text' && kept === null) {
        at = bytes.indexOf(escape, at);
        if (at === -1) return bytes;
      }
      const byte = bytes[at] ?? 0;
      if (passes(byte)) {
        if (kept !== null) kept[size] = byte;
        size += kept === null ? 0 : 1;
      } else if (kept === null) {
        kept = bytes.slice();
        size = at;
      }
    }
    return kept === null ? bytes : kept.subarray(0, size);
  };
}
