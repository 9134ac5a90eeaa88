import { describe, expect, test } from 'vitest';
import { formatMarkLabel } from '#protocol/recording.ts';
import { cutInTurns } from '../../../server/recording/cut-in-turns.ts';
import { bytesCut } from '../../../server/recording/cut-mark.ts';
import {
  bytesIn,
  countCuts,
  cutMiddle,
  eventOf,
  lengthOf,
  lineOf,
  toStretches,
  type Line,
} from '../../../server/recording/stretches.ts';
import { budgetsFrom, lengthWithin, sizesOf, thinLines, thinOut } from '../../../server/recording/thin-out.ts';
import { createHeadless } from '../../../server/terminal/headless.ts';
import { createDice } from './dice.ts';

function command(name: string, lines: number, at = 0): Line[] {
  const label = formatMarkLabel({ kind: 'command-begun', stepCommand: name, text: name });
  return [
    lineOf({ seconds: at, code: 'm', data: label }),
    ...Array.from({ length: lines }, (_, index) =>
      lineOf({ seconds: at + index / 1_000, code: 'o', data: `${name} line ${index}\r\n` }),
    ),
  ];
}

function outputOf(lines: readonly Line[]): string {
  return lines
    .map(eventOf)
    .filter(({ code, data }) => code === 'o' && !data.includes('──'))
    .map(({ data }) => data)
    .join('');
}

const budget = { head: 2_000, tail: 1_000 };

describe('a stretch over its budget', () => {
  test('keeps its marker, its head and its tail, and says what is missing', () => {
    const flood = command('flood', 1_000);
    const cut = cutMiddle(flood, budget);
    expect(lengthOf(cut)).toBeLessThan(3_500);
    expect(cut[0]).toEqual(flood[0]);
    expect(cut[1]).toEqual(flood[1]);
    expect(cut.at(-1)).toEqual(flood.at(-1));
    expect(countCuts(cut)).toBe(1);
    expect(bytesIn(cut)).toBe(Buffer.byteLength(outputOf(flood)));
    expect(eventOf(cut.find((line) => bytesCut(eventOf(line)) !== null) ?? cut[0] ?? Buffer.alloc(0))).toMatchObject({
      data: `вырезано, байт: ${outputOf(flood).length - outputOf(cut).length}`,
    });
    expect(cut.map((line) => eventOf(line).seconds)).toEqual(
      cut.map((line) => eventOf(line).seconds).toSorted((one, other) => one - other),
    );
  });

  test('is cut once: cutting again changes nothing, and a further flood adds to the same cut', () => {
    const once = cutMiddle(command('flood', 1_000), budget);
    expect(cutMiddle(once, budget)).toEqual(once);
    const more = command('flood', 500, 9).slice(1);
    const again = cutMiddle([...once, ...more], budget);
    expect(countCuts(again)).toBe(1);
    expect(bytesIn(again)).toBe(bytesIn([...once, ...more]));
    expect(again.at(-1)).toEqual(more.at(-1));
  });

  test('made of one long line is cut at line feeds', () => {
    const data = Array.from({ length: 1_000 }, (_, index) => `row ${index}\r\n`).join('');
    const cut = cutMiddle([lineOf({ seconds: 1, code: 'o', data })], budget);
    const kept = outputOf(cut);
    expect(kept.startsWith('row 0\r\nrow 1\r\n')).toBe(true);
    expect(kept.endsWith('row 998\r\nrow 999\r\n')).toBe(true);
    expect(kept.split('\r\n').every((row) => row === '' || /^row \d+$/.test(row))).toBe(true);
    expect(kept.length).toBeGreaterThan(2_000);
  });

  test('keeps the last of the sizes that stood in its middle', () => {
    const flood = command('flood', 1_000);
    flood.splice(400, 0, lineOf({ seconds: 0.4, code: 'r', data: '80x24' }));
    flood.splice(500, 0, lineOf({ seconds: 0.5, code: 'r', data: '90x30' }));
    const sizes = cutMiddle(flood, budget)
      .map(eventOf)
      .filter(({ code }) => code === 'r');
    expect(sizes.map(({ data }) => data)).toEqual(['90x30']);
  });

  test('is cut to the same in turns, and others have theirs in between', async () => {
    const flood = command('flood', 9_000);
    let turns = 0;
    let waiting = setImmediate(function takeTurn() {
      turns += 1;
      waiting = setImmediate(takeTurn);
    });
    const cut = await cutInTurns(flood, budget);
    clearImmediate(waiting);
    expect(turns).toBeGreaterThan(2);
    expect(bytesIn(cut)).toBe(bytesIn(flood));
    expect(countCuts(cut)).toBe(1);
    const atOnce = cutMiddle(flood, budget);
    expect(cut.slice(0, 10)).toEqual(atOnce.slice(0, 10));
    expect(cut.slice(-10)).toEqual(atOnce.slice(-10));
    expect(await cutInTurns(command('short', 10), budget)).toEqual(command('short', 10));
  });

  test('brings the screen to where its middle left it', async () => {
    const flood = command('flood', 1_000);
    flood.splice(2, 0, lineOf({ seconds: 0, code: 'o', data: '\x1b[?1049h\x1b[5;9r\x1b(0' }));
    flood.splice(400, 0, lineOf({ seconds: 0.4, code: 'o', data: '\x1b[r\x1b[?1049l\x1b[?1;25h\x1b(B' }));
    const play = async (lines: readonly Line[]) => {
      const { terminal, serialize } = createHeadless({ columns: 80, rows: 10, scrollback: 0 });
      const text = lines.map(eventOf).map(({ code, data }) => (code === 'o' ? data : ''));
      await new Promise<void>((resolve) => terminal.write(text.join(''), resolve));
      return serialize();
    };
    const cut = cutMiddle(flood, budget);
    expect(lengthOf(cut)).toBeLessThan(lengthOf(flood) / 5);
    expect(await play(cut)).toBe(await play(flood));
    // And once more, when the notice itself is left out.
    const again = cutMiddle([...cut, ...command('flood', 1_000).slice(1)], budget);
    expect(await play(again)).toBe(await play(flood));
  });

  test('adds up, whatever it is made of', () => {
    const dice = createDice(9);
    for (let round = 0; round < 200; round += 1) {
      const lines = command('any', 0);
      for (let count = dice.below(80); count > 0; count -= 1) {
        const data = Array.from({ length: dice.below(60) }, () => dice.pick(['a', 'ё', '\r\n', '\x1b[1m'])).join('');
        lines.push(lineOf({ seconds: lines.length, code: 'o', data }));
      }
      const cut = cutMiddle(lines, { head: dice.below(2_000), tail: dice.below(2_000) });
      expect(bytesIn(cut)).toBe(bytesIn(lines));
      expect(lengthOf(cut)).toBeLessThanOrEqual(Math.max(lengthOf(lines), 4_000) + 300);
    }
  });
});

describe('a run over its limit', () => {
  test('thins out the longest stretches and leaves the short ones whole', () => {
    const short = command('short', 20);
    const lines = new Map([
      ['main', [...command('long', 5_000), ...short]],
      ['leader', [...command('longer', 9_000), ...command('last', 30)]],
    ]);
    const thinned = thinOut(lines, 60_000, { head: 256 * 1024, tail: 128 * 1024 });
    const total = [...thinned.values()].reduce((sum, each) => sum + lengthOf(each), 0);
    expect(total).toBeLessThanOrEqual(60_000);
    expect(total).toBeGreaterThan(25_000);
    expect(toStretches(thinned.get('main') ?? []).at(-1)).toEqual(short);
    expect(toStretches(thinned.get('leader') ?? []).at(-1)).toEqual(command('last', 30));
  });

  test('is as long within a budget as was reckoned before, or a little shorter', () => {
    const lines = [...command('long', 5_000), ...command('short', 20), ...command('longer', 9_000)];
    for (const budget of budgetsFrom({ head: 256 * 1024, tail: 128 * 1024 })) {
      const reckoned = lengthWithin(sizesOf(lines), budget);
      const thinned = lengthOf(thinLines(lines, budget));
      expect(thinned).toBeLessThanOrEqual(reckoned);
      expect(thinned).toBeGreaterThan(reckoned / 2);
    }
  });

  test('of nothing but short stretches loses the oldest, never the newest', () => {
    const lines = Array.from({ length: 500 }, (_, index) => command(`c${index}`, 2, index)).flat();
    const thinned = thinOut(new Map([['main', lines]]), 10_000, budget).get('main') ?? [];
    expect(lengthOf(thinned)).toBeLessThanOrEqual(10_000);
    expect(thinned.slice(-3)).toEqual(command('c499', 2, 499));
    expect(countCuts(thinned)).toBe(1);
  });
});
