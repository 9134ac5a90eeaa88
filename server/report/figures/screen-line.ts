import type { IBufferCell, IBufferLine } from '@xterm/headless';

/** A colour of a terminal: one of the 256, `#rrggbb`, or null for the terminal's own. */
export type CellColour = number | `#${string}` | null;

/** How a stretch of cells looks; inverse colours are already changed about. */
export type Look = {
  readonly ink: CellColour | 'paper';
  readonly paper: CellColour | 'ink';
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strike: boolean;
};

/** Cells in a row that look alike. */
export type Stretch = {
  /** The first column, and how many there are. */
  readonly column: number;
  readonly cells: number;
  readonly text: string;
  readonly look: Look;
};

/** A line of the screen. */
export type ScreenLine = readonly Stretch[];

/** How a text looks that nothing was done to. */
export const plainLook: Look = {
  ink: null,
  paper: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  strike: false,
};

/** Reads so many columns of a line of a screen, without the blanks at its end that nobody sees. */
export function readLine(line: IBufferLine, cell: IBufferCell, columns = line.length): ScreenLine {
  const stretches: { column: number; cells: number; text: string; look: Look }[] = [];
  for (let column = 0; column < columns; column += 1) {
    if (line.getCell(column, cell) === undefined) break;
    const cells = cell.getWidth();
    // The second half of a wide character.
    if (cells === 0) continue;
    const look = lookOf(cell);
    const text = cell.isInvisible() || cell.getChars() === '' ? ' ' : cell.getChars();
    const last = stretches.at(-1);
    // A wide character stands by itself: fonts seldom give it twice the width of a narrow one.
    if (
      last !== undefined &&
      cells === 1 &&
      last.cells === last.text.length &&
      isSame(last.look, look) &&
      text.length === 1
    ) {
      last.text += text;
      last.cells += 1;
    } else {
      stretches.push({ column, cells, text, look });
    }
  }
  return withoutBlankEnd(stretches);
}

/** Where the last of a line's cells ends, in columns. */
export function lineWidth(line: ScreenLine): number {
  const last = line.at(-1);
  return last === undefined ? 0 : last.column + last.cells;
}

function withoutBlankEnd(stretches: readonly Stretch[]): ScreenLine {
  const kept = [...stretches];
  for (let last = kept.at(-1); last !== undefined; last = kept.at(-1)) {
    if (last.look.paper !== null || last.look.underline) break;
    const text = last.text.trimEnd();
    if (text === last.text) break;
    kept.pop();
    if (text !== '') kept.push({ ...last, text, cells: text.length });
  }
  return kept;
}

function lookOf(cell: IBufferCell): Look {
  const ink = colourOf(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor());
  const paper = colourOf(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor());
  const inverse = cell.isInverse() !== 0;
  return {
    ink: inverse ? (paper ?? 'paper') : ink,
    paper: inverse ? (ink ?? 'ink') : paper,
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
    strike: cell.isStrikethrough() !== 0,
  };
}

function colourOf(isDefault: boolean, isRgb: boolean, value: number): CellColour {
  if (isDefault) return null;
  return isRgb ? `#${value.toString(16).padStart(6, '0')}` : value;
}

function isSame(a: Look, b: Look): boolean {
  return (
    a.ink === b.ink &&
    a.paper === b.paper &&
    a.bold === b.bold &&
    a.dim === b.dim &&
    a.italic === b.italic &&
    a.underline === b.underline &&
    a.strike === b.strike
  );
}
