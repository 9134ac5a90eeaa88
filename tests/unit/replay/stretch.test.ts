import { describe, expect, it } from 'vitest';
import { readCast } from '../../../src/client/replay/read-cast.ts';
import { bytesCutWithin, stretchOf, stretchOfCommand } from '../../../src/client/replay/stretch.ts';
import { begun, castOf, ended, twoCommands } from './recordings.ts';

const two = readCast(twoCommands);

describe('the stretch of a command', () => {
  it('goes from its marker to the one of its end', () => {
    expect(stretchOfCommand(two, 2.1)).toMatchObject({ from: 2.1, to: 2.3 });
    expect(stretchOfCommand(two, 5.0004)).toMatchObject({ from: 5, to: 67 });
  });

  it('holds the statements that ran inside it', () => {
    const psql = readCast(
      castOf([1, begun('psql')], [2, begun('SELECT 1')], [3, ended], [4, begun('\\q')], [5, ended], [6, ended]),
    );
    expect(stretchOfCommand(psql, 1)).toMatchObject({ from: 1, to: 6 });
    expect(stretchOfCommand(psql, 2)).toMatchObject({ from: 2, to: 3 });
  });

  it('ends with its shell, or where the lab was not running', () => {
    const closed = readCast(castOf([1, begun('sleep 9')], [4, { kind: 'shell-ended', exitCode: null }], [9, ended]));
    expect(stretchOfCommand(closed, 1)).toMatchObject({ to: 4 });
    const stopped = readCast(castOf([1, begun('sleep 9')], [50, { kind: 'gap', seconds: 49 }], [51, ended]));
    expect(stretchOfCommand(stopped, 1)).toMatchObject({ to: 50 });
  });

  it('goes to the end of what there is while the command runs', () => {
    expect(stretchOfCommand(readCast(castOf([1, begun('top')], [8, 'o', 'x'])), 1)).toMatchObject({ to: 8 });
  });

  it('is none where the recording has no command', () => {
    expect(stretchOfCommand(two, 3)).toBeNull();
    expect(stretchOf(two, { kind: 'command', from: 40 })).toBeNull();
  });
});

describe('a moment of a recording', () => {
  it('is shown within the command that ran then, a little before', () => {
    expect(stretchOf(two, { kind: 'moment', at: 60 })).toMatchObject({ from: 5, to: 67, at: 58 });
  });

  it('is shown with some seconds around it where no command ran', () => {
    expect(stretchOf(two, { kind: 'moment', at: 80 })).toMatchObject({ from: 75, to: 90, at: 78 });
  });

  it('is none beyond the end', () => {
    expect(stretchOf(two, { kind: 'moment', at: 91 })).toBeNull();
  });
});

it('counts what was cut out of a stretch and not what was cut elsewhere', () => {
  const cast = readCast(
    castOf([1, begun('yes')], [2, { kind: 'cut', bytes: 3_000 }], [3, ended], [4, { kind: 'cut', bytes: 500 }]),
  );
  const stretch = stretchOfCommand(cast, 1);
  expect(stretch && bytesCutWithin(cast, stretch)).toBe(3_000);
});
