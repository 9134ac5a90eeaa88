/** Bytes of a command's output that are kept until it is read as text: progress bars redraw a lot. */
const maxRaw = 256 * 1024;

/** The last bytes of a command's output. */
export type OutputTail = { push(bytes: Buffer): void; bytes(): Buffer };

/** Creates an empty tail. It writes over its own memory, so that a flood of short lines costs no more than its bytes. */
export function createOutputTail(): OutputTail {
  let memory = Buffer.allocUnsafe(1_024);
  let length = 0;
  return {
    push: (bytes) => {
      const added = bytes.length > maxRaw ? bytes.subarray(-maxRaw) : bytes;
      if (length + added.length > memory.length) {
        const kept = memory.subarray(Math.max(0, length - maxRaw), length);
        // Twice what is kept, so that each byte is moved about once.
        const room = Math.min(2 * maxRaw, Math.max(2 * memory.length, kept.length + added.length));
        if (room > memory.length) {
          const larger = Buffer.allocUnsafeSlow(room);
          kept.copy(larger);
          memory = larger;
        } else {
          kept.copy(memory);
        }
        length = kept.length;
      }
      added.copy(memory, length);
      length += added.length;
    },
    bytes: () => {
      if (length <= maxRaw) return Buffer.from(memory.subarray(0, length));
      // What is cut begins in the middle of a line, maybe of a control sequence.
      const last = memory.subarray(length - maxRaw, length);
      return Buffer.from(last.subarray(last.indexOf(0x0a) + 1));
    },
  };
}
