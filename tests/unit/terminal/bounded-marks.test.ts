import { expect, test } from 'vitest';
import { createHeadless } from '../../../server/terminal/headless.ts';

async function draw(text: string): Promise<{ longestCell: number; lines: string[] }> {
  const { terminal } = createHeadless({ columns: 80, rows: 24, scrollback: 100 });
  await new Promise<void>((resolve) => {
    terminal.write(text, resolve);
  });
  const { active } = terminal.buffer;
  const lines = Array.from({ length: active.length }, (_none, row) => active.getLine(row));
  const cells = lines.flatMap((line) =>
    Array.from({ length: 80 }, (_none, column) => line?.getCell(column)?.getChars() ?? ''),
  );
  return {
    longestCell: Math.max(...cells.map(({ length }) => length)),
    lines: lines.map((line) => line?.translateToString(true) ?? ''),
  };
}

test('T6 a letter carries a bounded number of marks, whatever comes', async () => {
  expect((await draw(`a${'\u0301\u200d'.repeat(50_000)}`)).longestCell).toBeLessThan(100);
  expect((await draw(`a${'\u200b'.repeat(50_000)}`)).longestCell).toBeLessThan(100);
});

test('letters with the marks that languages use are drawn as before', async () => {
  const text = 'и\u0306 e\u0301\u0323 שָׁ 日本 👩\u200d👩\u200d👧';
  const { lines, longestCell } = await draw(`${text}\r\nb`);
  expect(lines.slice(0, 2)).toEqual([text, 'b']);
  expect(longestCell).toBeGreaterThan(1);
});
