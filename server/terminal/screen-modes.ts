import type { Terminal } from '@xterm/headless';

/** Modes that the serializer leaves out, by their DECSET numbers, with their state after a reset. */
const followed = new Map([
  [25, true],
  [1005, false],
  [1006, false],
  [1015, false],
  [1016, false],
]);

/**
 * Follows what the serializer leaves out: the visible cursor, the encoding of mouse reports, the scroll region,
 * and puts the cursor where it is.
 * `serialize` gives the sequences that set them, for the end of a snapshot.
 */
export function followModes(terminal: Terminal): { readonly hasRegion: boolean; serialize(): string } {
  const set = new Map(followed);
  let region: { readonly top: number; readonly bottom: number } | null = null;
  const { parser } = terminal;

  const change = (params: (number | number[])[], to: boolean) => {
    for (const param of params) {
      if (typeof param !== 'number') continue;
      if (set.has(param)) set.set(param, to);
      if (param === 47 || param === 1047 || param === 1049) region = null;
    }
    return false;
  };
  const reset = () => {
    for (const [mode, initial] of followed) set.set(mode, initial);
    region = null;
    return false;
  };
  parser.registerCsiHandler({ prefix: '?', final: 'h' }, (params) => change(params, true));
  parser.registerCsiHandler({ prefix: '?', final: 'l' }, (params) => change(params, false));
  parser.registerCsiHandler({ intermediates: '!', final: 'p' }, reset);
  parser.registerEscHandler({ final: 'c' }, reset);
  parser.registerCsiHandler({ final: 'r' }, (params) => {
    const top = numberOr(params[0], 1);
    const bottom = Math.min(numberOr(params[1], terminal.rows), terminal.rows);
    if (bottom > top) region = top === 1 && bottom === terminal.rows ? null : { top, bottom };
    return false;
  });
  terminal.onResize(() => {
    region = null;
  });

  return {
    get hasRegion() {
      return region !== null;
    },
    serialize: () => {
      let text = '';
      for (const [mode, on] of set) if (on !== followed.get(mode)) text += `\x1b[?${mode}${on ? 'h' : 'l'}`;
      if (region) text += `\x1b[${region.top};${region.bottom}r`;
      return text + placeCursor(terminal, terminal.modes.originMode ? (region?.top ?? 1) - 1 : 0);
    },
  };
}

/**
 * Puts the cursor where it is. The serializer moves it by steps, which are one too many from a full last line; and
 * behind the last column, where the next character wraps, a cursor gets only by printing.
 */
function placeCursor({ buffer, cols }: Terminal, origin: number): string {
  const { cursorX, cursorY, baseY } = buffer.active;
  const row = cursorY + 1 - origin;
  if (cursorX < cols) return `\x1b[${row};${cursorX + 1}H`;
  const line = buffer.active.getLine(baseY + cursorY);
  const last = line?.getCell(cols - 1);
  const start = last?.getWidth() === 0 ? cols - 2 : cols - 1;
  return `\x1b[${row};${start + 1}H${line?.getCell(start)?.getChars() || ' '}`;
}

function numberOr(param: number | number[] | undefined, absent: number): number {
  return typeof param === 'number' && param > 0 ? param : absent;
}
