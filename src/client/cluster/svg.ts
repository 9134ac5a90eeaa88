const namespace = 'http://www.w3.org/2000/svg';

/** Makes an SVG element inside a parent, with its class. */
export function addSvg<Name extends keyof SVGElementTagNameMap>(
  parent: SVGElement,
  name: Name,
  className = '',
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(namespace, name);
  if (className !== '') element.setAttribute('class', className);
  parent.append(element);
  return element;
}

/** Sets the attributes that differ: an equal one costs no repaint. */
export function setAttributes(element: Element, attributes: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const text = String(value);
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}

/** Sets a text where it differs. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
