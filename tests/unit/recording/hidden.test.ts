import { describe, expect, test } from 'vitest';
import type { CastEvent } from '#protocol/cast.ts';
import { mask, type Sought } from '../../../server/recording/hidden.ts';
import { createSieve } from '../../../server/recording/sieve.ts';
import { createDice, type Dice } from './dice.ts';

const secret = 'S3cret-пароль';

function output(data: string, seconds = 0): CastEvent {
  return { seconds, code: 'o', data };
}

/** What is written of these chunks. */
function sift(chunks: readonly string[], secrets: readonly Sought[] = [secret]): CastEvent[] {
  const sieve = createSieve(() => secrets);
  return [...chunks.flatMap((data, index) => sieve.push(output(data, index))), ...sieve.end()];
}

function textOf(events: readonly CastEvent[]): string {
  return events.map(({ data }) => data).join('');
}

function cutAnywhere(text: string, dice: Dice): string[] {
  const chunks: string[] = [];
  for (let from = 0; from < text.length;) {
    const to = from + 1 + dice.below(dice.below(2) === 0 ? 3 : 40);
    chunks.push(text.slice(from, to));
    from = to;
  }
  return chunks;
}

describe('a name with a mark of its own', () => {
  const names = [
    { text: '/home/anna', instead: '[дом]' },
    { text: 'anna', instead: '[пользователь]' },
  ];

  test('is replaced where it stands alone, and the longer one first', () => {
    expect(textOf(sift(['anna:/home/anna/x johanna anna-maria annabelle anna'], names))).toBe(
      '[пользователь]:[дом]/x johanna anna-maria annabelle [пользователь]',
    );
  });

  test('cut anywhere, among any other text, is replaced as in the whole', () => {
    const dice = createDice(11);
    const others = ['anna', '/home/', 'belle', '-', ' ', '\r\n', ':', '\x1b[1m', '\x1b[0m', 'x', '/'];
    for (let round = 0; round < 500; round += 1) {
      const text = Array.from({ length: 1 + dice.below(12) }, () => dice.pick(others)).join('');
      const whole = textOf(sift([text], names));
      expect(textOf(sift(cutAnywhere(text, dice), names)), JSON.stringify(text)).toBe(whole);
    }
  });
});

describe('a secret is not written', () => {
  test.each([
    ['whole', `password: ${secret}\r\n`, `password: ${mask}\r\n`],
    ['twice', `${secret}${secret}`, `${mask}${mask}`],
    ['with a colour in its middle', 'a S3\x1b[01;31m\x1b[Kcret\x1b[m-пароль b', `a ${mask}\x1b[01;31m\x1b[K\x1b[m b`],
    ['wrapped by a line editor', 'a S3cret- \rпароль b', `a ${mask} b`],
    ['in a window title', `\x1b]0;${secret}\x07$ `, `\x1b]0;${mask}\x07$ `],
  ])('%s', (_, text, expected) => {
    expect(textOf(sift([text]))).toBe(expected);
  });

  test('cut anywhere, among any other text', () => {
    const dice = createDice(7);
    const others = ['S3', 'S3cret', 'S3cret-', 'пароль', '\x1b[31m', '\r\n', ' ', 'строка', '\x1b', '\x1b]', 'x'];
    for (let round = 0; round < 500; round += 1) {
      const parts = Array.from({ length: 1 + dice.below(12) }, () =>
        dice.below(4) === 0 ? secret : dice.pick(others),
      );
      const text = parts.join('');
      const whole = textOf(sift([text]));
      expect(whole).not.toContain(secret);
      const written = textOf(sift(cutAnywhere(text, dice)));
      expect(written, JSON.stringify(text)).not.toContain(secret);
      expect(written, JSON.stringify(text)).toBe(whole);
    }
  });

  test('typed key by key, and other events keep their places and times', () => {
    const sieve = createSieve(() => [secret]);
    const events = [
      ...secret.split('').flatMap((key, index) => sieve.push(output(key, index))),
      ...sieve.push({ seconds: 20, code: 'm', data: `▷ export PGPASSWORD=${secret}` }),
      ...sieve.push(output('\r\n$ ', 21)),
    ];
    expect(events).toEqual([
      output(mask, 0),
      { seconds: 20, code: 'm', data: `▷ export PGPASSWORD=${mask}` },
      output('\r\n$ ', 21),
    ]);
  });
});

describe('what only begins like a secret', () => {
  test('waits for what follows and is written with its own time', () => {
    const sieve = createSieve(() => [secret]);
    expect(sieve.push(output('a S3cr', 1))).toEqual([output('a ', 1)]);
    expect(sieve.push({ seconds: 2, code: 'r', data: '80x24' })).toEqual([]);
    expect(sieve.push(output('umb', 3))).toEqual([
      output('S3cr', 1),
      { seconds: 2, code: 'r', data: '80x24' },
      output('umb', 3),
    ]);
  });

  test('is written at the end, and dropped where the rest was left out', () => {
    const sieve = createSieve(() => [secret]);
    sieve.push(output('S3cret'));
    expect(sieve.end()).toEqual([output('S3cret')]);
    sieve.push(output('S3cret'));
    expect(sieve.breakOff()).toEqual([]);
    expect(sieve.end()).toEqual([]);
  });
});

test('marks of the shell integration are not written, cut anywhere; other sequences are left alone', () => {
  const dice = createDice(11);
  const marked = '\x1b]133;C;nonce;echo%20S3cret\x07ёлка\x1b]133;D;nonce;0\x1b\\\x1b]0;title\x07\x1b]1337;x\x07';
  for (let round = 0; round < 200; round += 1) {
    expect(textOf(sift(cutAnywhere(marked, dice)))).toBe('ёлка\x1b]0;title\x07\x1b]1337;x\x07');
  }
});

test('a sequence that only begins like a mark is written when it has grown too long', () => {
  const endless = `\x1b]133;${'x'.repeat(80_000)}`;
  expect(textOf(sift([endless.slice(0, 40_000), endless.slice(40_000), 'end']))).toBe(`${endless}end`);
});
