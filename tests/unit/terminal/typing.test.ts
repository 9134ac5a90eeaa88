import { expect, test } from 'vitest';
import { cleanCommandText } from '../../../server/terminal/command-text.ts';
import { createPromptLine } from '../../../server/terminal/prompt-line.ts';
import { isTerminalReport } from '../../../server/terminal/reports.ts';
import { isModernBashVersion } from '../../../server/terminal/shells.ts';

test('T5 a typed command holds no control characters but tab and line feed', () => {
  expect(cleanCommandText('echo \x1b[201~\x03a\tb\r\nc\x00\x7f\n')).toBe('echo a\tb\nc');
});

test('refuses a command without text, and one that is too long', () => {
  expect(() => cleanCommandText(' \n\x03 ')).toThrow(/нет ни одного печатного знака/);
  expect(() => cleanCommandText('x'.repeat(4_097))).toThrow(/4097 знаков/);
  expect(cleanCommandText('x'.repeat(4_096))).toHaveLength(4_096);
});

test('knows whether the line at the prompt is empty', () => {
  const line = createPromptLine();
  line.fresh();
  line.prompt();
  expect(line.used).toBe(false);
  line.printed(Buffer.from('\x1b[K\x1b[?2004h\x1b]133;B;n\x07 \r'));
  expect(line.used).toBe(false);
  line.printed(Buffer.from('typed ahead'));
  expect(line.used).toBe(true);
  line.fresh();
  expect(line.used).toBe(false);
  line.typed(Buffer.from('half'));
  line.prompt();
  expect(line.used).toBe(true);
  line.typed(Buffer.from('\x03'));
  expect(line.used).toBe(false);
});

test('tells what a terminal answers by itself from what a person types', () => {
  for (const answer of [
    '\x1b[?1;2c',
    '\x1b[>0;276;0c',
    '\x1b[0n',
    '\x1b[12;40R',
    '\x1b[?12;40R',
    '\x1b[?2026;2$y',
    '\x1b[4;2$y',
    '\x1bP1$r0m\x1b\\',
    '\x1b]11;rgb:ffff/ffff/ffff\x1b\\',
    '\x1b[?1;2c\x1b[0n',
  ]) {
    expect([answer, isTerminalReport(Buffer.from(answer))]).toEqual([answer, true]);
  }
  for (const keys of [
    'a',
    '\r',
    '\x1b',
    '\x1b[A',
    '\x1bOP',
    '\x1b[200~c\x1b[201~',
    '\x1b[<0;1;1M',
    '\x1b[15~',
    '\x1b[I',
  ]) {
    expect([keys, isTerminalReport(Buffer.from(keys))]).toEqual([keys, false]);
  }
});

test('takes bash from 4.4 on', () => {
  expect(isModernBashVersion('GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)')).toBe(true);
  expect(isModernBashVersion('GNU bash, version 4.4.23(1)-release')).toBe(true);
  expect(isModernBashVersion('GNU bash, version 4.3.48(1)-release')).toBe(false);
  expect(isModernBashVersion('GNU bash, version 3.2.57(1)-release (arm64-apple-darwin23)')).toBe(false);
  expect(isModernBashVersion('dash')).toBe(false);
});
