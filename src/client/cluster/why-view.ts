import type { Explanation } from '#protocol/why/explanation.ts';
import { setAttributes, setText } from './svg.ts';

/** Shows explanations in a list, patching what stands there, so that a reader's selection and place stay. */
export function showWhy(list: HTMLElement, explanations: readonly Explanation[]): void {
  while (list.children.length > explanations.length) list.lastElementChild?.remove();
  for (const [index, explanation] of explanations.entries()) {
    showOne(list.children[index] ?? list.appendChild(makeItem()), explanation);
  }
}

function makeItem(): HTMLElement {
  const item = document.createElement('li');
  item.append(document.createElement('h4'), document.createElement('ul'), document.createElement('p'));
  return item;
}

function showOne(item: Element, { tone, headline, because, next }: Explanation): void {
  const [title, reasons, what] = item.children;
  setAttributes(item, { 'data-tone': tone });
  if (title !== undefined) setText(title, headline);
  if (reasons !== undefined) {
    while (reasons.children.length > because.length) reasons.lastElementChild?.remove();
    for (const [index, reason] of because.entries()) {
      say(reasons.children[index] ?? reasons.appendChild(document.createElement('li')), reason);
    }
    reasons.toggleAttribute('hidden', because.length === 0);
  }
  if (what !== undefined) {
    say(what, next ?? '');
    what.toggleAttribute('hidden', next === null);
  }
}

/** Sets a text whose `commands` stand between backticks. */
function say(element: Element, text: string): void {
  const said = [...element.childNodes].map((node) =>
    node instanceof HTMLElement ? `\`${node.textContent}\`` : (node.textContent ?? ''),
  );
  if (said.join('') === text) return;
  element.replaceChildren(
    ...text.split('`').map((piece, index) => {
      if (index % 2 === 0) return piece;
      const code = document.createElement('code');
      code.textContent = piece;
      return code;
    }),
  );
}
