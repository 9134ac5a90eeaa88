import { describe, expect, test } from 'vitest';
import { visibleLine, visibleLines } from '../../../src/client/review/visible-text.ts';

describe('a line of a report', () => {
  test.each([
    ['turns of direction', 'Иван\u202Eвонав', 'Иван⟨U+202E⟩вонав'],
    ['characters without width', 'Ива\u200Bнов', 'Ива⟨U+200B⟩нов'],
    ['tag characters', 'А\u{E0041}', 'А⟨U+E0041⟩'],
    ['escapes of a terminal', '\u001b[31mкрасный', '␛[31mкрасный'],
    ['deletions', 'а\u007f', 'а␡'],
    ['halves of a pair', 'а\ud800б', 'а\ufffdб'],
  ])('shows %s', (_, text, shown) => {
    expect(visibleLine(text)).toBe(shown);
  });

  test('keeps names as people write them', () => {
    for (const name of ['Ёлкина-Йод Анна', 'Ли Вэй 李伟', "O'Brien", 'Абдуллаев Рустам Ильхом оглы']) {
      expect(visibleLine(name)).toBe(name);
    }
  });

  test('joins letters with their marks, and piles no more than three on one', () => {
    expect(visibleLine('и\u0306')).toBe('й');
    expect(visibleLine(`x${'\u0300'.repeat(50)}`)).toBe(`x${'\u0300'.repeat(3)}`);
  });

  test('is cut by letters, not through the midst of one', () => {
    expect(visibleLine('🙂'.repeat(10), 4)).toBe('🙂🙂🙂…');
  });

  test('of megabytes costs nothing', () => {
    const begun = performance.now();
    expect(visibleLine('а\u202E'.repeat(4_000_000), 20)).toHaveLength(20);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  test('is one line', () => {
    expect(visibleLine(' Иванова\n\tАнна ')).toBe('Иванова Анна');
  });
});

test('many lines keep their ends and tabs, and nothing else that is unseen', () => {
  expect(visibleLines('раз\r\n\tдва\u0000\rтри')).toBe('раз\n\tдва␀␍три');
});
