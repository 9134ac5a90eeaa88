import { readFile } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { picturePaint } from '../../../server/report/drawings/paint.ts';
import { drawTerminal } from '../../../server/report/figures/draw-terminal.ts';
import { drawnSign } from '../../../server/report/figures/drawn-signs.ts';
import { encodePng } from '../../../server/report/figures/encode-png.ts';
import { coverageOf } from '../../../server/report/figures/font-coverage.ts';
import { withKnownSigns } from '../../../server/report/figures/known-signs.ts';
import { plainLook, type ScreenLine } from '../../../server/report/figures/screen-line.ts';
import { shortenLines } from '../../../server/report/figures/shorten.ts';
import { fontFiles, toPng } from '../../../server/report/figures/to-png.ts';
import { html } from '../../../server/report/markup.ts';
import { allHostile } from './hostile.ts';

/** What a PNG of ours holds. */
function readPng(png: Uint8Array) {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    chunks.set(bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const header = chunks.get('IHDR') ?? Buffer.alloc(13);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const palette = chunks.get('PLTE') ?? Buffer.alloc(0);
  const rows = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
  const pixel = (x: number, y: number) => {
    const index = rows[y * (width + 1) + 1 + x] ?? 0;
    return palette.subarray(3 * index, 3 * index + 3).toString('hex');
  };
  return { width, height, colours: palette.length / 3, pixel };
}

function line(text: string): ScreenLine {
  return [{ column: 0, cells: text.length, text, look: plainLook }];
}

describe('a PNG', () => {
  test('has every pixel of a picture of few colours as it was', async () => {
    const colours = ['ff0000', '00ff00', '123456', 'fdfdfc'];
    const rgba = Uint8Array.from({ length: 4 * 12 }, (_, at) => {
      const colour = colours[Math.floor(at / 4) % 4] ?? '';
      return at % 4 === 3 ? 255 : Number.parseInt(colour.slice(2 * (at % 4), 2 * (at % 4) + 2), 16);
    });
    const { width, height, pixel, colours: count } = readPng(await encodePng({ width: 4, height: 3, rgba }));
    expect([width, height, count]).toEqual([4, 3, 4]);
    for (let y = 0; y < 3; y += 1) for (let x = 0; x < 4; x += 1) expect(pixel(x, y)).toBe(colours[x]);
  });

  test('of more colours than a palette holds keeps the frequent ones, and the others nearly', async () => {
    const rgba = new Uint8Array(4 * 1_000).fill(255);
    for (let at = 0; at < 600; at += 1) rgba.set([at % 256, Math.floor(at / 256) * 40, 90], 4 * at);
    const { pixel, colours } = readPng(await encodePng({ width: 1_000, height: 1, rgba }));
    expect(colours).toBe(256);
    expect(pixel(999, 0)).toBe('ffffff');
    const [red, green, blue] = Buffer.from(pixel(300, 0), 'hex');
    expect([Math.abs((red ?? 0) - 44) < 40, Math.abs((green ?? 0) - 40) < 41, blue]).toEqual([true, true, 90]);
  });
});

describe('the font of the pictures', () => {
  test('has Latin, Cyrillic and the signs that tables are drawn with', async () => {
    const covers = coverageOf(await readFile(fontFiles[0]));
    const needed = 'AZaz09~|+-АЯЁаяё«»—–…№│─┌┐└┘├┤┬┴┼═║╔╗╚╝█▌░▒▓●■□→←·×≥≤±';
    expect(Array.from(needed).filter((sign) => !covers(sign))).toEqual([]);
    expect(covers('日')).toBe(false);
  });

  test('is helped out with what Compose prints and it lacks', async () => {
    const covers = coverageOf(await readFile(fontFiles[0]));
    const printed = Array.from('✔✓✗✘✖⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏⠿⣾⣿');
    expect(printed.filter((sign) => !covers(sign) && drawnSign(sign) === null)).toEqual([]);
    expect(drawnSign('⠁')).toMatchObject({ kind: 'dots', places: [[0.28, 0.46]] });
    expect(drawnSign('A')).toBeNull();
  });
});

describe('the picture of a terminal', () => {
  test('is twice as large as its drawing, and dark on light', async () => {
    const drawing = drawTerminal(shortenLines([line('Привет, psql'), line('┌──┐')]), 'Команды', picturePaint);
    const { width, height, pixel } = readPng(await toPng(drawing.svg));
    expect([width, height]).toEqual([2 * drawing.width, 2 * drawing.height]);
    expect(pixel(width / 2, height - 12)).toBe('fdfdfc');
    const inks = new Set(Array.from({ length: 400 }, (_, x) => pixel(28 + x, 90)));
    expect(inks.has('1c2233')).toBe(true);
  });

  test('has nothing in it but what we draw, whatever the terminal said', async () => {
    const { svg } = drawTerminal(shortenLines(allHostile.split('\n').map(line)), allHostile, picturePaint);
    const elements = new Set([...svg.text.matchAll(/<(\/?[a-zA-Z!?][\w-]*)/g)].map(([, name]) => name));
    expect([...elements].filter((name) => !/^\/?(?:svg|rect|path|text|g|ellipse)$/.test(name ?? ''))).toEqual([]);
    expect((await toPng(svg)).length).toBeGreaterThan(1_000);
  });

  test('shows a box where its font lacks a character, and asks no font of the machine', async () => {
    const covers = coverageOf(await readFile(fontFiles[0]));
    const cells = (text: string, width: number) => ({ column: 0, cells: width, text, look: plainLook });
    const seen = (one: ReturnType<typeof cells>) =>
      withKnownSigns({ head: [[one]], skipped: 0, tail: [] }, covers).head[0]?.[0]?.text;
    expect(seen(cells('a ᚠ ✓ ё', 7))).toBe('a ▯ ✓ ё');
    expect(seen(cells('日', 2))).toBe('▯ ');
    expect(seen(cells('🚀', 2))).toBe('▯ ');
    expect(seen(cells('✔\ufe0f', 2))).toBe('✔ ');
    expect(seen(cells('и\u0306', 1))).toBe('и\u0306');
    const pixels = async (text: string) => {
      const lines = withKnownSigns(shortenLines([line(text)]), covers);
      const { svg } = drawTerminal(lines, 'Команды', picturePaint);
      expect(svg.text).not.toContain('ᚠ');
      return readPng(await toPng(svg));
    };
    const [box, blank] = [await pixels('ᚠ'), await pixels(' ')];
    const column = (of: typeof box) => Array.from({ length: 33 }, (_, y) => of.pixel(28 + 4, 74 + y)).join(' ');
    expect(column(box)).not.toBe(column(blank));
    // The same sign stands for all of them: a machine whose fonts have one of them draws no other picture.
    expect(column(await pixels('ᛟ'))).toBe(column(box));
  });

  test('says how many lines it leaves out of the middle', () => {
    const { head, skipped, tail } = shortenLines(Array.from({ length: 200 }, (_, index) => line(String(index))));
    expect(head.length + tail.length + 1).toBe(60);
    expect(head.length + skipped + tail.length).toBe(200);
    expect(tail.at(-1)?.[0]?.text).toBe('199');
    const { svg } = drawTerminal({ head, skipped, tail }, 'Команды', picturePaint);
    expect(svg.text).toContain(`… ${skipped}\u00a0строка пропущена …`);
  });

  test('refuses a drawing that is none instead of giving an empty picture', async () => {
    await expect(toPng(html`<svg`)).rejects.toThrow(/SVG/);
  });
});
