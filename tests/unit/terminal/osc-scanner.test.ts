import { describe, expect, test } from 'vitest';
import { createOscScanner } from '../../../server/terminal/osc-scanner.ts';

const stream = Buffer.from(
  'до\x1b]133;D;n;0\x07\x1b]0;title\x07\x1b[31mкрасный\x1b[0m\x1b\x1b]133;A;n\x1b\\x\x1b]133;C;n;echo ё%3B\x07out\x1b]133;B;lost\x1b]133;B;n\x07',
);
const payloads = ['D;n;0', 'A;n', 'C;n;echo ё%3B', 'B;n'];

function scanInPieces(cuts: readonly number[]): { payload: string; start: number; end: number }[] {
  const scan = createOscScanner();
  const edges = [0, ...cuts, stream.length];
  return edges.slice(1).flatMap((to, index) => {
    const from = edges[index] ?? 0;
    return scan(stream.subarray(from, to)).map(({ payload, start, end }) => ({
      payload,
      start: start + from,
      end: end + from,
    }));
  });
}

describe('the scanner for OSC 133', () => {
  const whole = scanInPieces([]);

  test('finds every mark with its place, ended by BEL or by ESC \\', () => {
    expect(whole.map(({ payload }) => payload)).toEqual(payloads);
    for (const { payload, start, end } of whole) {
      const bytes = stream.subarray(start, end).toString();
      expect([`\x1b]133;${payload}\x07`, `\x1b]133;${payload}\x1b\\`]).toContain(bytes);
    }
  });

  test('finds the same wherever the stream is cut in two', () => {
    for (let cut = 0; cut <= stream.length; cut += 1) expect(scanInPieces([cut])).toEqual(whole);
  });

  test('finds the same wherever the stream is cut in three', () => {
    for (let one = 0; one <= stream.length; one += 1) {
      for (let other = one; other <= stream.length; other += 3) expect(scanInPieces([one, other])).toEqual(whole);
    }
  });

  test('finds the same in single bytes', () => {
    expect(scanInPieces([...stream.keys()].slice(1))).toEqual(whole);
  });

  test('lets an endless payload pass and finds the next mark', () => {
    const scan = createOscScanner();
    scan(Buffer.from('\x1b]133;C;n;'));
    for (let round = 0; round < 100; round += 1) scan(Buffer.alloc(1_024, 'x'));
    expect(scan(Buffer.from('\x07\x1b]133;A;n\x07')).map(({ payload }) => payload)).toEqual(['A;n']);
  });
});
