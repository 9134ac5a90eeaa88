import { html, type Markup } from '../markup.ts';
import type { ColourName, Paint } from './paint.ts';

/** Patterns tell what colours tell, to whoever does not see them. */
export type PatternName =
  | 'elect'
  | 'route'
  | 'heal'
  | 'window'
  | 'node-2'
  | 'node-3'
  | 'several'
  | 'silent'
  | 'unsure'
  | 'failed'
  | 'unwatched';

type Recipe = {
  readonly tile: number;
  readonly ground: ColourName | null;
  readonly figure: ColourName;
  /** The width of a line that leans by so many degrees; dots without one. */
  readonly line?: { readonly width: number; readonly degrees: number };
};

const recipes: Readonly<Record<PatternName, Recipe>> = {
  elect: { tile: 7, ground: 'warn-wash', figure: 'warn', line: { width: 2.5, degrees: 45 } },
  route: { tile: 6, ground: 'accent-wash', figure: 'accent' },
  heal: { tile: 6, ground: 'paper', figure: 'soft', line: { width: 1.5, degrees: -45 } },
  window: { tile: 6, ground: null, figure: 'rule-strong', line: { width: 1, degrees: -45 } },
  'node-2': { tile: 8, ground: 'node-2', figure: 'node-2-line', line: { width: 2, degrees: 45 } },
  'node-3': { tile: 8, ground: 'node-3', figure: 'node-3-line' },
  several: { tile: 8, ground: 'node-1', figure: 'node-2', line: { width: 4, degrees: 45 } },
  silent: { tile: 6, ground: 'sunk', figure: 'rule-strong', line: { width: 1, degrees: 45 } },
  unsure: { tile: 6, ground: 'sunk', figure: 'rule-strong' },
  failed: { tile: 5, ground: 'bad', figure: 'paper', line: { width: 1.4, degrees: 45 } },
  unwatched: { tile: 7, ground: null, figure: 'rule', line: { width: 1, degrees: -45 } },
};

/** The patterns of one drawing; `owner` keeps their ids apart from those of other drawings in the same document. */
export function patternsFor(
  owner: string,
  names: readonly PatternName[],
  paint: Paint,
): { readonly defs: Markup; readonly fill: (name: PatternName) => string } {
  const idOf = (name: PatternName) => `${owner}-${name}`;
  const patterns = names.map((name) => {
    const { tile, ground, figure, line } = recipes[name];
    const colour = paint.colour(figure);
    return html`<pattern
      id="${idOf(name)}"
      width="${tile}"
      height="${tile}"
      patternUnits="userSpaceOnUse"
      patternTransform="rotate(${line?.degrees ?? 0})"
      >${ground === null ? '' : html`<rect width="${tile}" height="${tile}" fill="${paint.colour(ground)}" />`}${
        line === undefined
          ? html`<circle cx="${tile / 2}" cy="${tile / 2}" r="${tile * 0.2}" fill="${colour}" />`
          : html`<rect width="${line.width}" height="${tile}" fill="${colour}" />`
      }</pattern
    >`;
  });
  return { defs: html`<defs>${patterns}</defs>`, fill: (name) => `url(#${idOf(name)})` };
}
