/**
 * The element marked `data-part="name"` inside a custom element's markup.
 * @throws Error where markup and behaviour do not fit
 */
export function part<Kind extends Element>(root: Element, name: string, kind: new () => Kind): Kind {
  const found = root.querySelector(`[data-part='${name}']`);
  if (found instanceof kind) return found;
  throw new Error(`<${root.localName}> has no ${kind.name} marked data-part="${name}"`);
}
