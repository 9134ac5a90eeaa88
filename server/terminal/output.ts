import { createHeadless } from './headless.ts';

/** Bytes of a command's output that are kept until it is read as text: progress bars redraw a lot. */
const maxRaw = 256 * 1024;
/** Characters of the text that is kept of each command. */
const maxText = 64 * 1024;
/** Lines that fit into the text many times over. */
const maxLines = 20_000;

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

/**
 * The output as a terminal of this size shows it in the end: progress bars folded, colours gone, lines that were
 * wrapped by the terminal whole again; what a full-screen program drew is left out, as it is on the screen.
 */
export async function plainText(
  bytes: Buffer,
  size: { readonly columns: number; readonly rows: number },
): Promise<string> {
  if (bytes.length === 0) return '';
  const { terminal } = createHeadless({ ...size, scrollback: maxLines });
  try {
    await new Promise<void>((resolve) => {
      terminal.write(bytes, resolve);
    });
    const { normal } = terminal.buffer;
    const lines: string[] = [];
    for (let row = 0; row < normal.length; row += 1) {
      const line = normal.getLine(row);
      if (!line) continue;
      const next = normal.getLine(row + 1);
      const text = line.translateToString(!next?.isWrapped);
      if (line.isWrapped && lines.length > 0) lines.push(`${lines.pop() ?? ''}${text}`);
      else lines.push(text);
    }
    return lines.join('\n').trimEnd().slice(-maxText);
  } finally {
    terminal.dispose();
  }
}
