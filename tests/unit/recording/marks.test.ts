import { expect, test } from 'vitest';
import { formatCastEvent, formatCastHeader, parseCastEvent, parseCastHeader } from '#protocol/cast.ts';
import { ParseError } from '#protocol/parse.ts';
import { formatMarkLabel, parseMarkLabel, type RecordingMark } from '#protocol/recording.ts';

const marks: RecordingMark[] = [
  { kind: 'command-begun', stepCommand: 'who-leads', text: 'docker exec pg-master patronictl list' },
  { kind: 'command-begun', stepCommand: null, text: 'id: not a step' },
  { kind: 'command-begun', stepCommand: null, text: '' },
  { kind: 'command-ended', stepCommand: 'who-leads', exitCode: 0, sqlState: null },
  { kind: 'command-ended', stepCommand: null, exitCode: 1, sqlState: '42P01' },
  { kind: 'command-ended', stepCommand: null, exitCode: null, sqlState: null },
  { kind: 'shell-started' },
  { kind: 'shell-ended', exitCode: 130 },
  { kind: 'shell-ended', exitCode: null },
  { kind: 'gap', seconds: 754 },
  { kind: 'cut', bytes: 97_280_000 },
];

test.each(marks.map((mark) => [formatMarkLabel(mark), mark] as const))('a label is read back: %s', (label, mark) => {
  expect(parseMarkLabel(label)).toEqual(mark);
});

test('a command of several lines is one line in its label, and a long one is cut short', () => {
  const text = `cat <<END\n${'x'.repeat(500)}\nEND`;
  const label = formatMarkLabel({ kind: 'command-begun', stepCommand: null, text });
  expect(label).toHaveLength(202);
  expect(label).toMatch(/^▷ cat <<END x+…$/);
});

test('a marker that is not ours is none of ours', () => {
  expect(parseMarkLabel('chapter 1')).toBeNull();
});

test('lines of an asciicast are read back', () => {
  const header = { columns: 80, rows: 24, startedAt: 1_700_000_000_000, title: 'main', environment: { TERM: 'xterm' } };
  expect(parseCastHeader(formatCastHeader(header))).toEqual(header);
  const event = { seconds: 12.345, code: 'o', data: 'ёлка\x1b[0m\r\n\u2028"' };
  expect(formatCastEvent(event).split('\n')).toHaveLength(2);
  expect(parseCastEvent(formatCastEvent(event))).toEqual(event);
});

test.each(['', '{', '{"version":3}', '{"version":2,"width":0,"height":24}', '{"version":2,"width":"80","height":24}'])(
  'a first line that is no header is refused: %s',
  (line) => {
    expect(() => parseCastHeader(line)).toThrow(ParseError);
  },
);

test.each(['', '[]', '[1,"o"]', '["1","o","x"]', '[-1,"o","x"]', '[1,"long","x"]', '{"0":1}', '[1,"o",null]'])(
  'a line that is no event is refused: %s',
  (line) => {
    expect(() => parseCastEvent(line)).toThrow(ParseError);
  },
);
