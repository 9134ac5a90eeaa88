import { plural } from '#protocol/words/plural.ts';
import type { Paint } from '../drawings/paint.ts';
import { html, type Markup } from '../markup.ts';
import { drawnSign } from './drawn-signs.ts';
import { type CellColour, type Look, type ScreenLine, type Stretch, lineWidth } from './screen-line.ts';
import type { ShortLines } from './shorten.ts';

/** A drawing with its size in CSS pixels. */
export type Drawing = { readonly svg: Markup; readonly width: number; readonly height: number };

/** JetBrains Mono at 12.5 px: at twice the size a cell is 15 × 33 pixels, so that no line falls between two. */
const cell = { width: 7.5, height: 16.5, font: 12.5, baseline: 12.75 };
const bar = 27;
const side = 14;
const above = 10;
const below = 12;
/** Columns that a picture has at least, so that short outputs do not look like stamps. */
const leastColumns = 72;

/** Draws lines of a terminal in a quiet window with a title. */
export function drawTerminal({ head, skipped, tail }: ShortLines, title: string, paint: Paint): Drawing {
  const gap = skipped > 0 ? 1 : 0;
  const columns = Math.max(leastColumns, ...[...head, ...tail].map(lineWidth));
  const width = Math.ceil(columns * cell.width + 2 * side);
  const rows = head.length + gap + tail.length;
  const height = Math.ceil(bar + above + rows * cell.height + below);
  const at = (row: number) => bar + above + row * cell.height;
  const lines = [
    ...head.map((line, row) => drawLine(line, at(row), paint)),
    skipped > 0 ? drawGap(skipped, at(head.length), columns, paint) : '',
    ...tail.map((line, row) => drawLine(line, at(head.length + gap + row), paint)),
  ];
  const { colour } = paint;
  const svg = html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
    font-family="${fontOf(paint)}"
    font-size="${cell.font}"
  >
    <rect
      x="0.5"
      y="0.5"
      width="${width - 1}"
      height="${height - 1}"
      rx="5"
      fill="${colour('terminal-paper')}"
      stroke="${colour('rule')}"
    />
    <path d="M1 ${bar - 0.5}H${width - 1}" stroke="${colour('rule')}" />
    <text x="${side}" y="${bar / 2 + 4}" font-size="11.5" fill="${colour('soft')}">${title}</text>
    <g fill="${colour('terminal-ink')}">${lines}</g>
  </svg>`;
  return { svg, width, height };
}

function fontOf({ kind }: Paint): string {
  return kind === 'picture'
    ? 'JetBrains Mono'
    : "ui-monospace, 'JetBrains Mono', Menlo, Consolas, 'Liberation Mono', monospace";
}

function drawGap(skipped: number, top: number, columns: number, paint: Paint): Markup {
  const words = `… ${plural(skipped, 'строка пропущена', 'строки пропущены', 'строк пропущено')} …`;
  const middle = top + cell.height / 2;
  const right = side + columns * cell.width;
  const start = side + (words.length + 2) * 6.9;
  return html`<text x="${side}" y="${top + cell.baseline - 0.5}" font-size="11.5" fill="${paint.colour('soft')}"
      >${words}</text
    ><path
      d="M${start.toFixed(1)} ${middle}H${right}"
      stroke="${paint.colour('rule-strong')}"
      stroke-dasharray="2 4"
    />`;
}

function drawLine(line: ScreenLine, top: number, paint: Paint): Markup {
  return html`${line.map((stretch) => drawStretch(stretch, top, paint))}`;
}

function drawStretch(stretch: Stretch, top: number, paint: Paint): Markup {
  const { column, cells, look } = stretch;
  const x = side + column * cell.width;
  const paper =
    look.paper === null
      ? ''
      : html`<rect
          x="${x}"
          y="${top}"
          width="${cells * cell.width}"
          height="${cell.height}"
          fill="${colourOf(look.paper, paint)}"
        />`;
  return html`${paper}${piecesOf(stretch, paint).map((piece) => drawPiece(piece, look, top, paint))}${linesOf(stretch, x, top, paint)}`;
}

/** A part of a stretch: text for the font, or a sign that is drawn. */
type Piece = { readonly x: number; readonly text: string };

const drawnSigns = '\\u2800-\\u28ff✓✔✗✘✖⏎▯';
/** A sign that is drawn, or words up to one. */
const aroundSigns = new RegExp(`[${drawnSigns}]|[^${drawnSigns}]+`, 'gu');
/** The same, ended by any punctuation and by a second «w»: our font joins such neighbours to ligatures. */
const aroundLigatures = new RegExp(
  `[${drawnSigns}]|[^${drawnSigns}\\p{P}\\p{S}w]*(?:(?![${drawnSigns}])[\\p{P}\\p{S}w])?`,
  'gu',
);

/** Parts a stretch around signs that are drawn, and in a picture where its font would make ligatures. */
function piecesOf({ column, text, cells }: Stretch, { kind }: Paint): readonly Piece[] {
  if (cells !== text.length) return [{ x: side + column * cell.width, text }];
  const pieces = text.matchAll(kind === 'picture' ? aroundLigatures : aroundSigns);
  return [...pieces].flatMap(({ 0: piece, index }) =>
    piece.trim() === '' ? [] : [{ x: side + (column + index) * cell.width, text: piece }],
  );
}

function drawPiece({ x, text }: Piece, look: Look, top: number, paint: Paint): Markup {
  const ink = look.ink === null ? null : colourOf(look.ink, paint);
  const fade = look.dim ? html` opacity="0.66"` : '';
  const sign = drawnSign(text);
  if (sign !== null) {
    const colour = ink ?? paint.colour('terminal-ink');
    const place = html`transform="translate(${x} ${top}) scale(${cell.width} ${cell.height / 2})"`;
    return sign.kind === 'stroke'
      ? html`<path
          d="${sign.path}"
          ${place}
          fill="none"
          stroke="${colour}"
          stroke-width="0.17"
          stroke-linecap="round"
          ${fade}
        />`
      : html`<g ${place} fill="${colour}" ${fade}
          >${sign.places.map(([cx, cy]) => html`<ellipse cx="${cx}" cy="${cy}" rx="0.13" ry="0.12" />`)}</g
        >`;
  }
  // Another font of the reader's is stretched to the cells.
  const fitted =
    paint.kind === 'document' ? html` textLength="${text.length * cell.width}" lengthAdjust="spacingAndGlyphs"` : '';
  const weight = look.bold ? html` font-weight="700"` : '';
  const slant = look.italic ? html` font-style="italic"` : '';
  const fill = ink === null ? '' : html` fill="${ink}"`;
  return html`<text
    xml:space="preserve"
    x="${x}"
    y="${(top + cell.baseline).toFixed(2)}"
    ${fill}${weight}${slant}${fade}${fitted}
    >${text}</text
  >`;
}

function linesOf({ cells, look }: Stretch, x: number, top: number, paint: Paint): Markup {
  const colour = look.ink === null ? paint.colour('terminal-ink') : colourOf(look.ink, paint);
  const line = (y: number) => html`<path d="M${x} ${y}h${cells * cell.width}" stroke="${colour}" />`;
  return html`${look.underline ? line(top + cell.baseline + 2) : ''}${look.strike ? line(top + cell.baseline - 4) : ''}`;
}

function colourOf(colour: Exclude<CellColour, null> | 'ink' | 'paper', paint: Paint): string {
  if (colour === 'ink') return paint.colour('terminal-ink');
  if (colour === 'paper') return paint.colour('terminal-paper');
  return typeof colour === 'number' ? paint.terminal(colour) : colour;
}
