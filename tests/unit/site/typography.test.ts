import { describe, expect, test } from 'vitest';
import { typographHtml, typographRussian } from '#protocol/words/typography.ts';

/** Shows the spaces that do not break. */
const seen = (text: string) => typographRussian(text).replaceAll('\u00A0', '~');

describe('Russian typography', () => {
  test('binds a dash to the word before it', () => {
    expect(seen('Лидер — один')).toBe('Лидер~— один');
  });

  test('binds short words to the next one, also several in a row', () => {
    expect(seen('и в журнале, а не в базе')).toBe('и~в~журнале, а~не~в~базе');
    expect(seen('это не то же самое')).toBe('это не~то~же самое');
  });

  test('leaves the ends of longer words alone', () => {
    expect(seen('реплика по-прежнему жива')).toBe('реплика по-прежнему жива');
    expect(seen('кто-то ещё')).toBe('кто-то ещё');
  });

  test('binds a number to its unit and to the word that it counts', () => {
    expect(seen('через 30 секунд')).toBe('через 30~секунд');
    expect(seen('порт 5432')).toBe('порт~5432');
    expect(seen('часть 1')).toBe('часть~1');
    expect(seen('PostgreSQL 15')).toBe('PostgreSQL~15');
  });

  test('touches neither tags nor attributes nor code', () => {
    const html = '<a title="и в" data-text="a > b — c">и в базе</a><pre>и в</pre><code>a — b</code> и в <b>нём</b>';
    expect(typographHtml(html).replaceAll('\u00A0', '~')).toBe(
      '<a title="и в" data-text="a > b — c">и~в~базе</a><pre>и в</pre><code>a — b</code> и~в~<b>нём</b>',
    );
  });
});
