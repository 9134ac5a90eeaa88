/** What of the browser's Trusted Types is needed; lib.dom does not know them yet. */
type TrustedTypes = {
  createPolicy(name: string, rules: { createHTML(markup: string): string }): { createHTML(markup: string): string };
};

/** The tags and attributes of the player's templates and symbols: nothing that loads, links, runs or is styled. */
const tags = new Set(
  'canvas circle clippath defs div ellipse g kbd li line lineargradient mask p path polygon polyline pre radialgradient rect span stop svg ul use button'.split(
    ' ',
  ),
);
const attributes = new Set(
  (
    'aria-hidden aria-label aria-live class clip-path clip-rule cx cy d fill fill-opacity fill-rule height id mask ' +
    'offset opacity points preserveaspectratio r rx ry shape-rendering stroke stroke-linecap stroke-linejoin ' +
    'stroke-miterlimit stroke-width tabindex title transform type version viewbox width x x1 x2 xmlns y y1 y2'
  ).split(' '),
);

const tag = /<\/?([a-z][a-z0-9]*)((?:\s*[a-z][\w:-]*(?:=(?:"[^"<>]*"|[^\s"'<>=]+))?)*)\s*\/?>/gi;
const attribute = /([a-z][\w:-]*)(?:=(?:"[^"]*"|[^\s"'=]+))?/gi;

/** Whether the markup is made of nothing but the player's harmless tags and attributes. */
export function isHarmless(markup: string): boolean {
  const rest = markup.replaceAll(tag, (_whole, name: string, list: string) => {
    const known = tags.has(name.toLowerCase());
    const each = [...list.matchAll(attribute)].every(([, key = '']) => attributes.has(key.toLowerCase()));
    return known && each ? '' : '<';
  });
  return !/[<>]/.test(rest);
}

/** Lets the player's own markup into the page, and no other; under the name that our Content-Security-Policy allows. */
export const markupPolicy = createMarkupPolicy();

function createMarkupPolicy(): { createHTML(markup: string): string } {
  const rules = {
    createHTML: (markup: string) => {
      if (isHarmless(markup)) return markup;
      throw new TypeError('the player would put a markup into the page that is not of its templates');
    },
  };
  const trustedTypes: TrustedTypes | undefined = Reflect.get(globalThis, 'trustedTypes');
  return trustedTypes?.createPolicy('lab-replay', rules) ?? rules;
}
