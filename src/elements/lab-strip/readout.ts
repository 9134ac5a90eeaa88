import type { Strip } from '#protocol/strip.ts';
import { part } from '../../client/part.ts';
import type { Moment } from '../../client/strip/moment.ts';

/** Writes below the strip what everybody said at a moment; unchanged words are left alone. */
export function showMoment(root: HTMLElement, moment: Moment, { strip, now }: { strip: Strip; now: boolean }): void {
  setText(part(root, 'time', HTMLElement), now ? 'Сейчас' : moment.time);
  const list = part(root, 'lines', HTMLElement);
  while (list.children.length > moment.lines.length) list.lastElementChild?.remove();
  for (const [index, { name, text, segment }] of moment.lines.entries()) {
    const line = list.children[index] ?? list.appendChild(emptyLine());
    const [term, description] = line.children;
    if (!(line instanceof HTMLElement) || term === undefined || description === undefined) continue;
    setText(term, name);
    setText(description, text);
    const says = segment?.says ?? '';
    if (line.dataset.says !== says) line.dataset.says = says;
    const node = segment?.says === 'one' ? String((strip.nodes.indexOf(segment.primaries[0] ?? '') % 3) + 1) : '';
    if (line.dataset.node !== node) line.dataset.node = node;
  }
}

function emptyLine(): HTMLElement {
  const line = document.createElement('div');
  line.append(document.createElement('dt'), document.createElement('dd'));
  return line;
}

function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
