import type { Box } from '#protocol/scheme/scheme-layout.ts';
import { addSvg, setAttributes, setText } from './svg.ts';

/** A thing of the scheme that is no database: a frame with a name and a line under it; null hides it. */
export type SchemeBox = {
  place(box: Box): void;
  show(words: { readonly name: string; readonly line: string; readonly look: string } | null): void;
};

/** Draws a box into a group. */
export function addBox(parent: SVGElement, kind: 'client' | 'entry' | 'keeper'): SchemeBox {
  const group = addSvg(parent, 'g', `box ${kind}`);
  const body = addSvg(group, 'rect', 'body');
  const decor = addSvg(group, 'path', 'thin');
  const name = addSvg(group, 'text', 'name');
  const line = addSvg(group, 'text', 'note');
  return {
    place({ x, y, width, height }) {
      setAttributes(body, { x, y, width, height, rx: kind === 'keeper' ? 16 : 4 });
      if (kind === 'client') setAttributes(decor, { d: `M${x} ${y + 11}h${width}` });
      if (kind === 'entry') setAttributes(decor, { d: `M${x + 6} ${y}v${height}m${width - 12} 0v-${height}` });
      const middle = x + width / 2;
      setAttributes(name, { x: middle, y: y + height / 2 + (kind === 'client' ? 9 : -2) });
      setAttributes(line, { x: middle, y: y + height / 2 + 15 });
    },
    show(words) {
      setAttributes(group, { 'data-look': words === null ? 'none' : words.look });
      setText(name, words?.name ?? '');
      setText(line, words?.line ?? '');
    },
  };
}
