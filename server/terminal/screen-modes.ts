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
 * Follows what the serializer leaves out: the visible cursor, the encoding of mouse reports, the scroll region.
 * `serialize` gives the sequences that set them, for the end of a snapshot.
 */
export function followModes(terminal: Terminal): { serialize(): string } {
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
    serialize: () => {
      let text = '';
      for (const [mode, on] of set) if (on !== followed.get(mode)) text += `\x1b[?${mode}${on ? 'h' : 'l'}`;
      if (region) {
        // Setting the region moves the cursor: it is put back after it.
        const { cursorX, cursorY } = terminal.buffer.active;
        text += `\x1b[${region.top};${region.bottom}r\x1b[${cursorY + 1};${cursorX + 1}H`;
      }
      return text;
    },
  };
}

function numberOr(param: number | number[] | undefined, absent: number): number {
  return typeof param === 'number' && param > 0 ? param : absent;
}
