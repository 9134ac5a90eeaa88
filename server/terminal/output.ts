import { createHeadless } from './headless.ts';

/** Bytes of a command's output that are kept until it is read as text: progress bars redraw a lot. */
const maxRaw = 256 * 1024;
/** Characters of the text that is kept of each command. */
const maxText = 64 * 1024;
/** Lines that fit into the text many times over. */
const maxLines = 20_000;

/** The last bytes of a command's output. */
export type OutputTail = { push(bytes: Buffer): void; bytes(): Buffer };

/** Creates an empty tail. It forgets in blocks, so that a flood of short lines costs no more than its bytes. */
export function createOutputTail(): OutputTail {
  let block: Buffer = Buffer.alloc(0);
  let chunks: Buffer[] = [];
  let length = 0;
  return {
    push: (bytes) => {
      // A copy: the chunk is a slice of a larger buffer that would be held as long.
      chunks.push(Buffer.from(bytes));
      length += bytes.length;
      if (length < maxRaw) return;
      block = Buffer.concat(chunks, length);
      chunks = [];
      length = 0;
    },
    bytes: () => {
      const whole = Buffer.concat([block, ...chunks]);
      if (whole.length <= maxRaw) return whole;
      // What is cut begins in the middle of a line, maybe of a control sequence.
      const last = whole.subarray(-maxRaw);
      return last.subarray(last.indexOf(0x0a) + 1);
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
