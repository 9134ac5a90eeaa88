import { describe, expect, test } from 'vitest';
import { chooseLane, laneLimits, type Load, spacingAt } from '../../../server/probe/lanes.ts';

const calm: Load = { idle: 0, opening: 0, waiting: 0, lingering: 0, sinceOpened: 50 };

describe('the lane of a write that is due', () => {
  test('is a free connection where there is one', () => {
    expect(chooseLane({ ...calm, idle: 1 })).toBe('idle');
  });

  test('is a new connection at every tick while few are held', () => {
    expect(chooseLane({ ...calm, opening: 9, lingering: 10, sinceOpened: 0 })).toBe('new');
  });

  test('is none while ten sent writes have no answer, even with a connection free', () => {
    expect(chooseLane({ ...calm, idle: 1, waiting: laneLimits.waiting })).toBe('skip');
  });

  test('is none while forty connections are being opened', () => {
    expect(chooseLane({ ...calm, opening: laneLimits.opening, sinceOpened: 60_000 })).toBe('skip');
  });

  test('leaves at least 25 of the 100 places of PostgreSQL and HAProxy to the others, however long the hanging lasts', () => {
    let load = { ...calm };
    for (let at = 0; at < 3_600_000; at += 50) {
      const sinceOpened = load.sinceOpened + 50;
      const opens = chooseLane({ ...load, sinceOpened }) === 'new';
      load = { ...load, sinceOpened: opens ? 0 : sinceOpened, lingering: load.lingering + (opens ? 1 : 0) };
    }
    expect(load.lingering).toBe(laneLimits.held);
    expect(laneLimits.held + laneLimits.idle).toBeLessThanOrEqual(77);
  });

  test('keeps a try at least every third of a second when each hangs for a dozen seconds', () => {
    const opened: number[] = [];
    for (let at = 0; at < 120_000; at += 50) {
      const lingering = opened.filter((moment) => at - moment < 13_000).length;
      const sinceOpened = at - (opened.at(-1) ?? -50);
      if (chooseLane({ ...calm, lingering, sinceOpened }) === 'new') opened.push(at);
    }
    const late = opened.filter((moment) => moment > 20_000);
    const gaps = late.slice(1).map((moment, index) => moment - (late[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(350);
  });

  test('halves its pace with every dozen above twenty', () => {
    expect([19, 20, 32, 44, 68].map(spacingAt)).toEqual([0, 50, 100, 200, 800]);
  });
});
