type Looks = {
  readonly class?: string;
  readonly text?: string;
  readonly title?: string;
  readonly data?: Readonly<Record<string, string>>;
};

/** Makes an element. What it says is set as text, never as markup: it may come from a report. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  { class: className, text, title, data = {} }: Looks = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className !== undefined) made.className = className;
  if (text !== undefined) made.textContent = text;
  if (title !== undefined) made.title = title;
  for (const [key, value] of Object.entries(data)) made.dataset[key] = value;
  made.append(...children);
  return made;
}

/** Makes a button that does something. */
export function makeButton(text: string, look: string, deed: () => void): HTMLButtonElement {
  const button = make('button', { class: `button ${look}`, text });
  button.type = 'button';
  button.addEventListener('click', deed);
  return button;
}

/** What stands in a `<template data-part="name">`. */
export function contentOf(root: Element, name: string): DocumentFragment {
  const template = root.querySelector(`template[data-part='${name}']`);
  if (template instanceof HTMLTemplateElement) return template.content;
  throw new Error(`<${root.localName}> has no template «${name}»`);
}

/** A copy of the only element of a `<template data-part="name">`. */
export function fromTemplate<Kind extends Element>(root: Element, name: string, kind: new () => Kind): Kind {
  const first = contentOf(root, name).firstElementChild;
  const copy = first === null ? null : document.importNode(first, true);
  if (copy instanceof kind) return copy;
  throw new Error(`<${root.localName}> has no ${kind.name} in its template «${name}»`);
}
