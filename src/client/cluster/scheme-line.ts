import { type Line, arrowPaths, between } from '#protocol/scheme/scheme-layout.ts';
import { addSvg, setAttributes, setText } from './svg.ts';

/** A line of the scheme with its head, a cross for «not this way», and a word. */
export type SchemeLine = {
  place(line: Line, turned?: boolean): void;
  show(look: string, word: string): void;
  remove(): void;
};

/** Draws a line into a group; what it means is told by its class, head and cross, never by colour alone. */
export function addLine(parent: SVGElement, kind: string): SchemeLine {
  const group = addSvg(parent, 'g', `line ${kind}`);
  const path = addSvg(group, 'path', 'wire');
  const flow = addSvg(group, 'path', 'flow');
  const head = addSvg(group, 'path', 'head');
  const cross = addSvg(group, 'path', 'cross');
  const word = addSvg(group, 'text', 'word');
  return {
    place(line, turned = false) {
      const paths = arrowPaths(line, turned);
      setAttributes(path, { d: paths.line });
      setAttributes(flow, { d: paths.line });
      setAttributes(head, { d: paths.head });
      const [x, y] = between(line.from, line.to, 0.76);
      setAttributes(cross, { d: `M${x - 5} ${y - 5}l10 10m0-10l-10 10` });
      setAttributes(word, { x: line.word[0], y: line.word[1] });
      word.style.textAnchor = line.anchor;
    },
    show(look, text) {
      setAttributes(group, { 'data-look': look });
      setText(word, text);
    },
    remove() {
      group.remove();
    },
  };
}
