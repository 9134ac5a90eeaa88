import { createHeadless } from './headless.ts';
import { writtenText } from './written-text.ts';

/** Characters of the text that is kept of each command. */
const maxText = 64 * 1024;
/** Lines that fit into the text many times over. */
const maxLines = 20_000;

type Size = { readonly columns: number; readonly rows: number };

/**
 * The output as a terminal of this size shows it in the end: progress bars folded, colours gone, lines that were
 * wrapped by the terminal whole again; what a full-screen program drew is left out, as it is on the screen.
 */
export async function plainText(bytes: Buffer, size: Size): Promise<string> {
  if (bytes.length === 0) return '';
  const text = writtenText(bytes) ?? (await emulatedText(bytes, size));
  return text.trimEnd().slice(-maxText);
}

/** What stands on a terminal of this size, and on the lines that scrolled off it, after these bytes. */
export async function emulatedText(bytes: Buffer, size: Size): Promise<string> {
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
    return lines.join('\n');
  } finally {
    terminal.dispose();
  }
}
