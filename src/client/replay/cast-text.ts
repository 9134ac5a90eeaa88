import { Terminal } from '@xterm/headless';
import { type Cast, drawable, sizeOf } from './read-cast.ts';
import type { Stretch } from './stretch.ts';

/** Lines of a stretch that are kept as text; what came before them is left out. */
const mostLines = 20_000;

/** What a stretch printed, as the text that a terminal makes of it: progress bars played out, no colours, no links. */
export async function castText(cast: Cast, stretch: Stretch): Promise<string> {
  const { events, size } = within(cast, stretch);
  const terminal = new Terminal({ cols: size.columns, rows: size.rows, scrollback: mostLines, allowProposedApi: true });
  try {
    let output: string[] = [];
    const write = () => new Promise<void>((resolve) => terminal.write(output.join(''), resolve));
    for (const { code, data } of events) {
      const next = code === 'r' ? sizeOf(data) : null;
      if (code === 'o') output.push(data);
      if (next === null) continue;
      await write();
      output = [];
      terminal.resize(next.columns, next.rows);
    }
    await write();
    return linesOf(terminal).join('\n').trimEnd();
  } finally {
    terminal.dispose();
  }
}

function within(cast: Cast, { begin, end }: Stretch) {
  const sizes = cast.events.slice(0, begin).flatMap(({ code, data }) => (code === 'r' ? (sizeOf(data) ?? []) : []));
  return { events: cast.events.slice(begin, end), size: sizes.at(-1) ?? drawable(cast.header) };
}

function linesOf({ buffer }: Terminal): string[] {
  const lines: string[] = [];
  const { normal } = buffer;
  for (let index = 0; index < normal.length; index += 1) {
    const line = normal.getLine(index);
    if (line === undefined) continue;
    const goesOn = normal.getLine(index + 1)?.isWrapped === true;
    const text = line.translateToString(!goesOn);
    if (line.isWrapped && lines.length > 0) lines.push(`${lines.pop() ?? ''}${text}`);
    else lines.push(text);
  }
  return lines;
}
