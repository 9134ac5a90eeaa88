import { expect, test } from 'vitest';
import {
  createFrameReader,
  frame,
  frameKind,
  jsonFrame,
  packMoment,
  unpackMoment,
} from '../../../server/pty-owner/frames.ts';

const stream = Buffer.concat([
  frame(frameKind.hello, 'secret'),
  frame(frameKind.pause),
  frame(frameKind.output, Buffer.from('some output')),
  jsonFrame(frameKind.exit, { exitCode: 3 }),
  frame(frameKind.output, Buffer.from('ёлка')),
  frame(frameKind.resume),
]);

test.each([1, 2, 3, 5, 7, 64, 1_000])('frames are found in a stream that comes in pieces of %i bytes', (size) => {
  const found: [number, string][] = [];
  let output = '';
  const read = createFrameReader((kind, payload) => {
    if (kind === frameKind.output) output += payload.toString('latin1');
    else found.push([kind, payload.toString()]);
  });
  for (let at = 0; at < stream.length; at += size) read(stream.subarray(at, at + size));
  expect(found).toEqual([
    [frameKind.hello, 'secret'],
    [frameKind.pause, ''],
    [frameKind.exit, '{"exitCode":3}'],
    [frameKind.resume, ''],
  ]);
  expect(Buffer.from(output, 'latin1').toString()).toBe('some outputёлка');
});

test('output is passed on before its frame is whole', () => {
  const parts: string[] = [];
  const read = createFrameReader((_, payload) => parts.push(payload.toString()));
  const bytes = frame(frameKind.output, Buffer.from('abcdef'));
  read(bytes.subarray(0, 8));
  expect(parts).toEqual(['abc']);
  read(bytes.subarray(8));
  expect(parts).toEqual(['abc', 'def']);
});

test('a frame of impossible length is an error, not a wait', () => {
  const read = createFrameReader(() => undefined);
  expect(() => read(Buffer.from([0xff, 0xff, 0xff, 0xff, frameKind.note]))).toThrow('a frame of 4294967295 bytes');
});

test('a moment comes back as it was, also beyond 32 bits', () => {
  const packed = packMoment({ position: 2 ** 40 + 1, notes: 7 }, Buffer.from('rest'));
  const { payload, ...moment } = unpackMoment(packed);
  expect([moment, payload.toString()]).toEqual([{ position: 2 ** 40 + 1, notes: 7 }, 'rest']);
});
