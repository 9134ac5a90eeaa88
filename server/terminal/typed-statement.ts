import { createHeadless } from './headless.ts';

const maxPrompt = 1_024;

/** A line that was typed at a prompt of psql, as it came over the wire: the prompt, then the echo. */
export type EchoedLine = { readonly prompt: Buffer; readonly echo: Buffer };

/**
 * The text that stood on the line when Enter was pressed: keys, corrections and history are played on a small
 * terminal, because psql tells nobody what it was given.
 */
export async function typedText({ prompt, echo }: EchoedLine, columns: number): Promise<string> {
  const end = echo.indexOf(0x0a);
  const { terminal } = createHeadless({ columns, rows: 50, scrollback: 200 });
  const write = (bytes: Buffer) =>
    new Promise<void>((resolve) => {
      terminal.write(bytes, resolve);
    });
  try {
    await write(prompt);
    const { cursorX, cursorY, baseY } = terminal.buffer.normal;
    const first = baseY + cursorY;
    await write(end === -1 ? echo : echo.subarray(0, end));
    let text = terminal.buffer.normal.getLine(first)?.translateToString(false, cursorX) ?? '';
    for (let row = first + 1; ; row += 1) {
      const line = terminal.buffer.normal.getLine(row);
      if (!line?.isWrapped) break;
      text += line.translateToString(false);
    }
    return text.trimEnd();
  } finally {
    terminal.dispose();
  }
}

/** What psql printed after the line was accepted. */
export function afterEcho(echo: Buffer): Buffer {
  const end = echo.indexOf(0x0a);
  return end === -1 ? Buffer.alloc(0) : echo.subarray(end + 1);
}

/** What stands on the cursor's line after these bytes, as far as a prompt may be long. */
export function lastLine(before: Buffer, bytes: Buffer): Buffer {
  const feed = bytes.lastIndexOf(0x0a);
  if (feed !== -1) return Buffer.from(bytes.subarray(Math.max(feed + 1, bytes.length - maxPrompt)));
  if (before.length + bytes.length > maxPrompt) return Buffer.alloc(0);
  return Buffer.concat([before, bytes]);
}
