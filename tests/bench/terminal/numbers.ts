/** Looks whether what comes is the endless `seq 1 …`, number by number, from its first one on. */
export type Numbers = {
  readonly take: (bytes: Buffer) => void;
  /** Bytes that were as they should be. */
  readonly right: number;
  /** Where the first byte stood that was not; null when none has. */
  readonly wrongAt: number | null;
};

const caret = 0x5e;
const first = Buffer.from('1\r\n2\r\n3\r\n');

/** Begins to look at the first three numbers; what comes before them (the echo of the command) does not count. */
export function createNumbers(): Numbers {
  let next = 4;
  let rest: Buffer = Buffer.alloc(0);
  let begun = false;
  let right = 0;
  let wrongAt: number | null = null;
  let ended = false;
  /** Numbers as seq prints them, at least so many bytes of them. */
  const expected = (bytes: number): Buffer => {
    let text = '';
    for (; text.length < bytes; next += 1) text += `${next}\r\n`;
    return Buffer.from(text);
  };
  let due: Buffer = Buffer.alloc(0);
  return {
    take: (bytes) => {
      if (wrongAt !== null || ended) return;
      let data = bytes;
      if (!begun) {
        data = Buffer.concat([rest, bytes]);
        const at = data.indexOf(first);
        rest = Buffer.from(data.subarray(-first.length));
        if (at === -1) return;
        begun = true;
        data = data.subarray(at + first.length);
      }
      if (due.length < data.length) due = Buffer.concat([due, expected(data.length - due.length)]);
      let at = 0;
      if (due.subarray(0, data.length).equals(data)) at = data.length;
      else while (due[at] === data[at]) at += 1;
      right += at;
      due = Buffer.from(due.subarray(at));
      if (at === data.length) return;
      // Ctrl+C shows itself wherever it ends the numbers.
      if (data[at] === caret) ended = true;
      else wrongAt = right;
    },
    get right() {
      return right;
    },
    get wrongAt() {
      return wrongAt;
    },
  };
}
