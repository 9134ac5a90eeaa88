import { describe, expect, it } from 'vitest';
import { readCast, sizeOf } from '../../../src/client/replay/read-cast.ts';
import { castOf, twoCommands } from './recordings.ts';

describe('reading a recording for a replay', () => {
  it('keeps output, sizes and markers', () => {
    const cast = readCast(twoCommands);
    expect(cast.header).toMatchObject({ columns: 80, rows: 24, title: 'main' });
    expect(cast.events).toHaveLength(15);
    expect(cast.skipped).toBe(0);
  });

  it('forgets keystrokes, whoever recorded them', () => {
    const cast = readCast(castOf([1, 'i', 'a password'], [2, 'o', 'done']));
    expect(cast.events.map(({ data }) => data)).toEqual(['done']);
  });

  it('passes over lines that are none, a torn last one and times beyond belief', () => {
    const cast = readCast(`${castOf([1, 'o', 'a'])}nonsense\n[1e300,"o","late"]\n[2,"o","b"]\n[3,"o","tor`);
    expect(cast.events.map(({ data }) => data)).toEqual(['a', 'b']);
    expect(cast.skipped).toBe(3);
  });

  it('never goes back in time', () => {
    const cast = readCast(castOf([5, 'o', 'a'], [3, 'o', 'b'], [6, 'o', 'c']));
    expect(cast.events.map(({ seconds }) => seconds)).toEqual([5, 5, 6]);
  });

  it('refuses a file that is no asciicast of version 2', () => {
    expect(() => readCast('{"version":3,"term":{"cols":80,"rows":24}}\n')).toThrow('an asciicast of version 2');
    expect(() => readCast('')).toThrow('JSON');
  });

  it('draws no terminal that would fill the memory', () => {
    expect(sizeOf('9999x9999')).toEqual({ columns: 400, rows: 150 });
    expect(sizeOf('0x24')).toBeNull();
    expect(sizeOf('80x24\u001b[2J')).toBeNull();
  });
});
