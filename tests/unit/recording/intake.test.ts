import { describe, expect, test } from 'vitest';
import { createIntake, type Entry } from '../../../server/recording/intake.ts';
import { createRing } from '../../../server/recording/ring.ts';
import { createDice } from './dice.ts';

const small = { head: 100, tail: 50, waiting: 400 };

function outputs(entries: readonly Entry[]): string {
  return entries.map((entry) => (entry.kind === 'output' ? entry.bytes.toString('latin1') : '')).join('');
}

function cutBytes(entries: readonly Entry[]): number {
  return entries.reduce((sum, entry) => sum + (entry.kind === 'cut' ? entry.bytes : 0), 0);
}

describe('what waits for the disk', () => {
  test('is everything, in order and with its times, while it is little', () => {
    const intake = createIntake(small);
    expect(intake.isEmpty).toBe(true);
    intake.output(1_000, Buffer.from('one '));
    intake.output(1_003, Buffer.from('at once '));
    intake.output(1_010, Buffer.from('later'));
    intake.resize(1_011, 80, 24);
    intake.resize(1_012, 90, 30);
    intake.mark(1_013, 'a mark');
    expect(intake.take()).toEqual([
      { kind: 'output', at: 1_000, bytes: Buffer.from('one at once ') },
      { kind: 'output', at: 1_010, bytes: Buffer.from('later') },
      { kind: 'resize', at: 1_012, columns: 90, rows: 30 },
      { kind: 'mark', at: 1_013, label: 'a mark' },
    ]);
    expect(intake.isEmpty).toBe(true);
  });

  test('is a copy: the chunk belongs to its giver', () => {
    const intake = createIntake(small);
    const chunk = Buffer.from('as it was');
    intake.output(0, chunk);
    chunk.fill('x');
    expect(outputs(intake.take())).toBe('as it was');
  });

  test('of a flood is its head and its newest tail, and says how much is missing', () => {
    const intake = createIntake(small);
    intake.output(0, Buffer.from('h'.repeat(90)));
    for (let line = 0; line < 1_000; line += 1) intake.output(line, Buffer.from(`line ${line}\n`));
    const entries = intake.take();
    const text = outputs(entries);
    expect(text.startsWith(`${'h'.repeat(90)}line 0\nlin`)).toBe(true);
    expect(text.endsWith('line 995\nline 996\nline 997\nline 998\nline 999\n')).toBe(true);
    // The tail begins with a line, not in its middle.
    expect(text.slice(100).startsWith('line 99')).toBe(true);
    const given = 90 + Array.from({ length: 1_000 }, (_, line) => `line ${line}\n`).join('').length;
    expect(text.length + cutBytes(entries)).toBe(given);
    // The head is used up until the next mark.
    intake.output(2_000, Buffer.from('y\n'.repeat(500)));
    expect(outputs(intake.take()).length).toBeLessThanOrEqual(small.tail);
    intake.mark(3_000, 'next');
    intake.output(3_000, Buffer.from('z'.repeat(100)));
    expect(outputs(intake.take())).toBe('z'.repeat(100));
  });

  test('is bounded though nobody takes it, over any number of commands', () => {
    const intake = createIntake(small);
    for (let command = 0; command < 100; command += 1) {
      intake.mark(command, String(command));
      for (let chunk = 0; chunk < 20; chunk += 1) intake.output(command, Buffer.from('some output\n'.repeat(3)));
    }
    const entries = intake.take();
    expect(outputs(entries).length).toBeLessThanOrEqual(2 * small.waiting + 100);
    expect(outputs(entries).length + cutBytes(entries)).toBe(100 * 20 * 36);
    expect(entries.filter(({ kind }) => kind === 'mark')).toHaveLength(100);
    const bounded = createIntake({ head: 1_000, tail: 5_000, waiting: 4_000 });
    for (let chunk = 0; chunk < 10_000; chunk += 1) bounded.output(chunk, Buffer.alloc(997, 0x61));
    expect(outputs(bounded.take()).length).toBeLessThanOrEqual(6_000);
  });

  test('adds up, whatever the sizes of chunks', () => {
    const dice = createDice(3);
    for (let round = 0; round < 200; round += 1) {
      const intake = createIntake({ head: dice.below(300), tail: 1 + dice.below(300), waiting: 5_000 });
      let given = '';
      const entries: Entry[] = [];
      for (let chunk = 0; chunk < dice.below(60); chunk += 1) {
        const bytes = Buffer.from(Array.from({ length: dice.below(90) }, () => dice.pick(['a', 'b', '\n'])).join(''));
        given += bytes.toString();
        intake.output(chunk * dice.below(9), bytes);
        if (dice.below(9) === 0) entries.push(...intake.take());
      }
      entries.push(...intake.take());
      const kept = outputs(entries);
      expect(kept.length + cutBytes(entries)).toBe(given.length);
      expect(given.startsWith(kept) || cutBytes(entries) > 0).toBe(true);
    }
  });
});

test('a ring keeps the newest bytes with the times of their chunks', () => {
  const ring = createRing(10);
  ring.push(0, Buffer.from('abc'));
  ring.push(100, Buffer.from('defg'));
  expect(ring.take()).toEqual({
    dropped: 0,
    kept: [
      { at: 0, bytes: Buffer.from('abc') },
      { at: 100, bytes: Buffer.from('defg') },
    ],
  });
  ring.push(200, Buffer.from('hi\njkl'));
  expect(ring.take()).toEqual({ dropped: 10, kept: [{ at: 200, bytes: Buffer.from('jkl') }] });
  ring.push(300, Buffer.from('x'.repeat(35)));
  expect(ring.take()).toEqual({ dropped: 38, kept: [{ at: 300, bytes: Buffer.from('x'.repeat(10)) }] });
});
