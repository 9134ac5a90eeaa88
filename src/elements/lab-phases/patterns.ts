import { drawn } from './drawn.ts';

/** The patterns by the last word of a bar's look; they tell one from another without colour. */
const patterns: Readonly<Record<string, string>> = {
  elect: 'phase-elect',
  route: 'phase-route',
  heal: 'phase-heal',
  window: 'phase-window',
};

/** The fill of a bar that has a pattern. */
export function patternOf(look: string): string | null {
  const id = patterns[look.split(' ').at(-1) ?? ''];
  return id === undefined ? null : `url(#${id})`;
}

/** Puts the patterns into the page, once for all charts: an id may stand in it only once. */
export function ensurePatterns(): void {
  if (document.getElementById('phase-window') !== null) return;
  const leaning = (id: string, tile: number, width: number, degrees: number) =>
    pattern(id, tile, degrees, drawn('rect', { width, height: tile, style: `fill: var(--figure)` }));
  const dots = drawn('circle', { cx: 3, cy: 3, r: 1.4, style: 'fill: var(--figure)' });
  document.body.append(
    drawn(
      'svg',
      { width: 0, height: 0, 'aria-hidden': 'true', focusable: 'false', style: 'position: absolute' },
      drawn(
        'defs',
        {},
        coloured(leaning('phase-elect', 7, 2.5, 45), 'var(--warn-wash)', 'var(--warn)'),
        coloured(pattern('phase-route', 6, 0, dots), 'var(--accent-wash)', 'var(--accent)'),
        coloured(leaning('phase-heal', 6, 1.5, -45), 'var(--paper-raised)', 'var(--ink-soft)'),
        coloured(leaning('phase-window', 6, 1, -45), 'transparent', 'var(--rule-strong)'),
      ),
    ),
  );
}

function pattern(id: string, tile: number, degrees: number, figure: SVGElement): SVGPatternElement {
  const ground = drawn('rect', { width: tile, height: tile, style: 'fill: var(--ground)' });
  const turn = `rotate(${degrees})`;
  return drawn(
    'pattern',
    { id, width: tile, height: tile, patternUnits: 'userSpaceOnUse', patternTransform: turn },
    ground,
    figure,
  );
}

function coloured(element: SVGPatternElement, ground: string, figure: string): SVGPatternElement {
  element.style.setProperty('--ground', ground);
  element.style.setProperty('--figure', figure);
  return element;
}
