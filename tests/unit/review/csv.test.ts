import { describe, expect, test } from 'vitest';
import { toCsv } from '../../../src/client/review/csv.ts';

describe('a table for a spreadsheet', () => {
  test('begins with the mark by which Excel reads Russian letters', () => {
    expect(toCsv([['Студент', 'Баллы']], ';')).toBe('\uFEFFСтудент;Баллы\r\n');
  });

  test.each(['=1+1', '+7', '-2', '@SUM(A1)', '\t=1', ' =cmd|calc', '\r=1', '＝1'])('keeps %j a text', (cell) => {
    const [line = ''] = toCsv([[cell]], ';')
      .slice(1)
      .split(/\r\n$/);
    expect(line.replace(/^"|"$/g, '')).toBe(`'${cell}`);
  });

  test('quotes only what would break a line or a cell', () => {
    expect(toCsv([['а;б', 'а,б', 'сказал "да"', 'две\nстроки']], ';')).toBe(
      '\uFEFF"а;б";а,б;"сказал ""да""";"две\nстроки"\r\n',
    );
    expect(toCsv([['а;б', 'а,б']], ',')).toBe('\uFEFFа;б,"а,б"\r\n');
  });
});
