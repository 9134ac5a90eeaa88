import { expect, test } from 'vitest';
import { chainStart, hashLink } from '#bundle/chain.ts';
import { createFindings } from '#bundle/findings.ts';
import { formatHiddenLine, formatJournalLine } from '#bundle/journal-line.ts';
import { readJournal } from '#bundle/read-journal.ts';
import { createDice, type Dice } from '../unit/recording/dice.ts';
import { followChain } from './second-chain.ts';

const pieces = [
  'a',
  'ё',
  '"',
  '\\',
  '\n',
  '\u2028',
  '😀',
  '\ud800',
  '"salt":"',
  ',"hash":"',
  '</script>',
  '\u0000',
  ' ',
];

function randomText(dice: Dice): string {
  return Array.from({ length: dice.below(12) }, () => dice.pick(pieces)).join('');
}

/** A log of some events, now and then with one that was hidden or changed afterwards. */
function randomLog(dice: Dice): Buffer {
  const lines: string[] = [];
  let previous = chainStart();
  let at = dice.below(2) === 0 ? 0 : 1_795_826_857_545;
  const length = dice.below(6);
  for (let seq = 1; seq <= length; seq += 1) {
    at += dice.below(3) === 0 ? 0 : dice.below(2 ** 31) * dice.pick([1, 1_000]);
    const body = JSON.stringify({
      kind: 'fact',
      fact: randomText(dice),
      detail: { [randomText(dice)]: randomText(dice) },
    });
    const salt = Uint8Array.from({ length: 16 }, () => dice.below(256));
    const hash = hashLink(previous, { salt, seq, at, body });
    const fate = dice.below(12);
    if (fate === 0) lines.push(formatHiddenLine({ seq, at, body: '{"kind":"hidden"}' }, hash));
    else lines.push(formatJournalLine({ salt, seq, at, body: fate === 1 ? `${body.slice(0, -1)} }` : body }, hash));
    previous = hash;
  }
  return Buffer.from(lines.map((line) => `${line}\n`).join(''));
}

test('E5: two implementations agree on 10 000 random logs, the broken ones among them', { timeout: 60_000 }, () => {
  const dice = createDice(5);
  let broken = 0;
  for (let round = 0; round < 10_000; round += 1) {
    const log = randomLog(dice);
    const second = followChain(log);
    const findings = createFindings();
    const first = readJournal(log.toString('utf8'), new Set(), findings);
    expect(first.head).toBe(second.head);
    expect(findings.problems[0]).toBe(second.brokenAt === null ? undefined : `событие ${second.brokenAt} изменено`);
    if (second.brokenAt !== null) broken += 1;
  }
  expect(broken).toBeGreaterThan(500);
});

test('the hash of the first event is the one that was worked out by hand', () => {
  const salt = new Uint8Array(16).fill(1);
  const hash = hashLink(chainStart(), { salt, seq: 1, at: 2 ** 40 + 3, body: '{"kind":"watch","state":"began"}' });
  // (head -c 32 /dev/zero; printf '\x01%.0s' {1..16}; printf '\0\0\0\0\0\0\0\x01\0\0\x01\0\0\0\0\x03{…}') | sha256sum
  expect(Buffer.from(hash).toString('hex')).toBe('15f108218cc1ed75cedf3a7506ea2e0fdfa48d7091c866f9f67180581b36997f');
});
