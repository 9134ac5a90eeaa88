import type { NodePicture } from '#protocol/picture.ts';
import type { Box } from '#protocol/scheme/scheme-layout.ts';
import { nodeLines } from '#protocol/scheme/scheme-words.ts';
import { addSvg, setAttributes, setText } from './svg.ts';

/** A database node of the scheme: a cylinder with its name, a crown while its PostgreSQL calls itself primary. */
export type SchemeNode = { place(box: Box): void; show(node: NodePicture): void; remove(): void };

const rise = 8;
/** Letters of a name that fit; a longer one is squeezed into what there is. */
const fitting = 15;
const room = 118;

/** Draws a node into a group. */
export function addNode(parent: SVGElement): SchemeNode {
  const group = addSvg(parent, 'g', 'node');
  const body = addSvg(group, 'path', 'body');
  const lid = addSvg(group, 'ellipse', 'lid');
  const crown = addSvg(group, 'path', 'crown');
  const pause = addSvg(group, 'path', 'pause');
  const plug = addSvg(group, 'path', 'plug');
  const name = addSvg(group, 'text', 'name');
  const role = addSvg(group, 'text', 'role');
  const note = addSvg(group, 'text', 'note');
  return {
    place({ x, y, width, height }) {
      const middle = x + width / 2;
      setAttributes(body, {
        d: `M${x} ${y + rise}v${height - 2 * rise}c0 ${rise * 1.33} ${width} ${rise * 1.33} ${width} 0v-${height - 2 * rise}`,
      });
      setAttributes(lid, { cx: middle, cy: y + rise, rx: width / 2, ry: rise });
      setAttributes(crown, { d: `M${middle - 11} ${y - 3}l-2.500-12 7.500 5 6-7.500 6 7.500 7.500-5-2.500 12z` });
      // Beside the role: a name may be as wide as the node.
      setAttributes(pause, { d: `M${x + width - 17} ${y + 37}v11m6-11v11` });
      setAttributes(plug, { d: `M${x + width - 20} ${y + 43}h4m5 0h4m-8-6l-2 12m6-12l-2 12` });
      setAttributes(name, { x: middle, y: y + 32 });
      setAttributes(role, { x: middle, y: y + 47 });
      setAttributes(note, { x: middle, y: y + 62 });
    },
    show(node) {
      const [first, second] = nodeLines(node);
      setAttributes(group, { 'data-container': node.container, 'data-role': node.role });
      setText(name, node.name);
      if (node.name.length > fitting) setAttributes(name, { textLength: room, lengthAdjust: 'spacingAndGlyphs' });
      setText(role, first);
      setText(note, second);
    },
    remove() {
      group.remove();
    },
  };
}
