import { expect, test } from 'vitest';
import { createKeptLog, type KeptLog } from '../../../server/pty-owner/kept-log.ts';

/** What a log gives back, in one line: times as they change, bytes, notes in brackets. */
function replay(log: KeptLog): string {
  let text = '';
  let last = -1;
  log.replay({
    bytes: (at, bytes) => {
      text += at === last ? bytes.toString() : `@${at}:${bytes.toString()}`;
      last = at;
    },
    note: (note) => {
      text += `[${note.toString()}]`;
    },
  });
  return text;
}

test('gives back what was pushed, with its times and the notes at their places', () => {
  const log = createKeptLog();
  log.note(0, Buffer.from('first'));
  log.push(100, Buffer.from('abc'));
  log.push(102, Buffer.from('def'));
  log.push(200, Buffer.from('ghi'));
  log.note(4, Buffer.from('in d'));
  log.note(9, Buffer.from('last'));
  expect(replay(log)).toBe('[first]@100:abcd[in d]ef@200:ghi[last]');
  expect([log.position, log.bytes]).toEqual([9, 9]);
});

test('forgets what is before a moment, bytes by their place and notes by their number', () => {
  const log = createKeptLog();
  log.push(100, Buffer.from('abc'));
  log.note(3, Buffer.from('one'));
  log.note(3, Buffer.from('two'));
  log.push(200, Buffer.from('def'));
  log.forget({ position: 3, notes: 1 });
  expect(replay(log)).toBe('[two]@200:def');
  log.forget({ position: 5, notes: 2 });
  expect(replay(log)).toBe('@200:f');
  expect([log.position, log.bytes]).toEqual([6, 1]);
  log.push(300, Buffer.from('!'));
  log.note(7, Buffer.from('three'));
  expect(replay(log)).toBe('@200:f@300:![three]');
});

test('keeps a megabyte of single bytes in about a megabyte, and lets go of what it forgets', () => {
  const log = createKeptLog();
  const key = Buffer.from('k');
  global.gc?.();
  const before = process.memoryUsage().arrayBuffers;
  for (let count = 0; count < 1 << 20; count += 1) log.push(1, key);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 << 20);
  let bytes = 0;
  log.replay({ bytes: (_, chunk) => (bytes += chunk.length), note: () => undefined });
  expect(bytes).toBe(1 << 20);
  log.forget({ position: 1 << 20, notes: 0 });
  expect([log.bytes, replay(log)]).toEqual([0, '']);
});

test('never gives a moment before its own: a clock that was set back begins another', () => {
  const log = createKeptLog();
  log.push(500, Buffer.from('a'));
  log.push(100, Buffer.from('b'));
  expect(replay(log)).toBe('@500:a@100:b');
});
