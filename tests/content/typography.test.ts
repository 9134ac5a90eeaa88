import { describe, expect, test } from 'vitest';
import { proseOf, readPages } from './pages.ts';

const pages = await readPages();

/** Beginnings of words that are wrong without ё; words that may be right with е are not among them. */
const wantYo = [
  'еще|ее|нее|свое|твое|мое|чье|причем|путем|трех|четырех|легк|черн[ыо]|зелен|желт|темн|четк|надежн|отчет|расчет|учет|счет',
  '(?:под|от|в|ис)ключенн|(?:под|от|в|ис)ключен(?![а-яё])|(?:определен|удален|соединен|завершен|подтвержден|утвержден|сведен)(?![а-яё])',
  '(?:от|пере|со|про|при|за|по)?(?:дает|ждет|живет|ведет|идет|берет|шлет|льет)|вернет|начнет|возьмет|найдет|придет|поймет|пойдет|встает|остает|узнает(?=ся)',
  'прочтен(?![аоы](?![а-яё]))|объем|прием|подъем|вдвоем|пошел|пришел|ушел|нашел',
].join('|');

const rules: readonly { readonly name: string; readonly wrong: RegExp }[] = [
  { name: 'quotes are «ёлочки», not straight or English ones', wrong: /["“”„']/ },
  { name: 'a dash is a dash, not a hyphen between spaces', wrong: /\S [-–]+ \S|--/ },
  { name: 'a dash stands between spaces', wrong: /[^ \n]—|—[^ \n]/ },
  { name: 'a range has an en dash', wrong: /(?<![\d.-])\d+-\d+(?![\d-])/ },
  { name: 'no-break spaces are set by the site, not by hand', wrong: /\u{a0}/u },
  { name: 'an ellipsis is one sign', wrong: /\.\.\./ },
  { name: 'no space stands before a sign or twice', wrong: /[^\S\n][,.;:!?»)](?!\w)|\S {2,}\S|«\s/ },
  { name: 'ё is written', wrong: new RegExp(`(?<![а-яё])(?:${wantYo})`, 'i') },
  { name: 'Latin letters do not hide in Russian words', wrong: /[а-яё][a-z]|[a-z][а-яё]/i },
];

describe.each(pages.map((page) => [page.step.id, page] as const))('the Russian of %s', (_, page) => {
  const prose = proseOf(page);
  const hints = page.step.checks
    .flatMap((check) => check.hints.slice(0, 2))
    .join('\n')
    .replaceAll(/`[^`]*`/g, 'код');

  test.each(rules)('$name', ({ wrong }) => {
    const lines = `${prose}\n${hints}`.split('\n').filter((line) => wrong.test(line));
    expect(lines).toEqual([]);
  });

  test('closes every quotation mark that it opens', () => {
    expect(prose.split('«').length).toBe(prose.split('»').length);
  });
});
