const nbsp = '\u00A0';

/** Binds what a Russian line must not break: a dash to the word before it, short words to the next one, numbers to their units. */
export function typographRussian(text: string): string {
  return text
    .replace(/ +(?=[—–](?:\s|$))/gu, nbsp)
    .replace(/(?<![\p{L}\p{N}\p{M}-])(?!(?:же|ли|бы|ль|б|ж) )(\p{Script=Cyrillic}{1,2}) +(?=\S|$)/giu, `$1${nbsp}`)
    .replace(/ +(?=(?:же|ли|бы|ль|б|ж)(?![\p{L}\p{N}-]))/giu, nbsp)
    .replace(/(?<=\p{N}) +(?=\p{Script=Cyrillic}|%)/gu, nbsp)
    .replace(/(?<=[A-Za-z]) +(?=\p{N})/gu, nbsp)
    .replace(/(?<=№|§|(?<!\p{L})(?:част[ьи]|шаге?|порта?у?|версии?)) +(?=\p{N})/giu, nbsp);
}

const markup = /<!--[\s\S]*?-->|<!doctype[^>]*>|<\/?([a-z][a-z0-9-]*)(?:"[^"]*"|'[^']*'|[^'">])*>/giu;
const verbatim = new Set(['code', 'kbd', 'pre', 'samp', 'script', 'style', 'textarea']);

/** The same for a page's HTML: only text is touched, never a tag, an attribute, code or a script. */
export function typographHtml(html: string): string {
  let result = '';
  let end = 0;
  let depth = 0;
  for (const match of html.matchAll(markup)) {
    const text = html.slice(end, match.index);
    result += (depth > 0 ? text : typographRussian(text)) + match[0];
    end = match.index + match[0].length;
    const name = match[1]?.toLowerCase();
    if (name !== undefined && verbatim.has(name)) depth += match[0].startsWith('</') ? -1 : 1;
  }
  return result + html.slice(end);
}
