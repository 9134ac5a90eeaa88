const cyrillic: Readonly<Record<string, string>> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'i',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'iu',
  я: 'ia',
};
const longest = 60;

/** The name of a report's file, in letters that every program takes, and as its author writes their name. */
export function reportFileName(author: string): { readonly ascii: string; readonly unicode: string } {
  const words = author.normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? [];
  const name = words.join('-').slice(0, longest);
  const latin = name.toLowerCase().replaceAll(/[а-яё]/g, (letter) => cyrillic[letter] ?? '');
  const ascii = (latin.match(/[a-z0-9]+/g) ?? []).join('-').slice(0, longest);
  return { ascii: fileOf(ascii), unicode: fileOf(name.toWellFormed()) };
}

function fileOf(name: string): string {
  return `otchet-ha-postgres${name === '' ? '' : `-${name}`}.zip`;
}

/** The header by which a browser saves a report under its name (RFC 6266). */
export function contentDisposition(author: string): string {
  const { ascii, unicode } = reportFileName(author);
  const encoded = encodeURIComponent(unicode).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
