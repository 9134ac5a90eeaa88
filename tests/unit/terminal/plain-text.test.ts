import { expect, test } from 'vitest';
import { createOutputTail } from '../../../server/terminal/output-tail.ts';
import { emulatedText, plainText } from '../../../server/terminal/plain-text.ts';
import { writtenText } from '../../../server/terminal/written-text.ts';
import { createDice } from '../recording/dice.ts';

const size = { columns: 20, rows: 5 };

test('gives output as the terminal shows it in the end', async () => {
  const bytes = Buffer.from('\x1b[32mok\x1b[0m\r\nload  1%\rload 50%\rload 100%\r\n\x1b]0;t\x07конец\r\n');
  expect(await plainText(bytes, size)).toBe('ok\nload 100%\nконец');
});

test('folds lines that are redrawn upwards', async () => {
  const bytes = Buffer.from('one ...\r\ntwo ...\r\n\x1b[2A\x1b[2Kone done\r\n\x1b[2Ktwo done\r\n');
  expect(await plainText(bytes, size)).toBe('one done\ntwo done');
});

test('joins a line that the terminal wrapped', async () => {
  const long = 'слово '.repeat(10).trim();
  expect(await plainText(Buffer.from(`${long}\r\nend\r\n`), size)).toBe(`${long}\nend`);
});

test('leaves out what a full-screen program drew', async () => {
  expect(await plainText(Buffer.from('a\r\n\x1b[?1049h\x1b[Hfull\x1b[?1049lb\r\n'), size)).toBe('a\nb');
});

test('keeps the last bytes and begins with a whole line', async () => {
  const tail = createOutputTail();
  for (let line = 0; line < 100_000; line += 1) tail.push(Buffer.from(`line ${line}\r\n`));
  expect(tail.bytes().length).toBeLessThan(300 * 1024);
  const text = await plainText(tail.bytes(), size);
  expect(text.length).toBeLessThanOrEqual(64 * 1024);
  expect(text.endsWith('line 99998\nline 99999')).toBe(true);
});

const written = [
  'слово',
  ' ',
  'a longer word than the line is wide, with spaces',
  'ё'.repeat(20),
  '\r\n',
  '\r\r\n',
  '   \r\n',
  '\x1b[1;31m',
  '\x1b[m',
  '\x1b[K',
  '\x1b[?2004h',
  '\x1b]0;title\x07',
  '\x1b]8;;http://a/\x1b\\',
  '═│',
];
const moving = [
  '\n',
  '\r',
  '\t',
  '\b',
  '\x1b[A',
  '\x1b[2K',
  '\x1b[5G',
  '\x1b[?1049h',
  '\x1b',
  '\x1bc',
  'e\u0301',
  '\u200d',
  '\x9b2J',
];

test('takes no terminal for what is only written down, and reads it as one does', async () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const dice = createDice(seed);
    const bytes = Buffer.from(Array.from({ length: dice.below(60) }, () => dice.pick(written)).join(''));
    const text = writtenText(bytes);
    expect(text?.trimEnd(), `seed ${seed}`).toBe((await emulatedText(bytes, size)).trimEnd());
  }
});

test('leaves to a terminal whatever moves its cursor, and what is cut off in the middle', () => {
  for (const part of moving) expect(writtenText(Buffer.from(`one\r\n${part}two\r\n`)), JSON.stringify(part)).toBeNull();
  expect(writtenText(Buffer.from('слово').subarray(0, 5))).toBeNull();
});
