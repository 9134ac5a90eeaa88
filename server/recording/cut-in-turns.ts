import { setImmediate as othersTurn } from 'node:timers/promises';
import { cutMiddle, type Budget, type Line } from './stretches.ts';

/** Bytes that are read in one go before others have their turn. */
const sliceBytes = 64 * 1024;

/** What `cutMiddle` does, bit by bit: megabytes of a flood are not read while a key waits for its echo. */
export async function cutInTurns(stretch: readonly Line[], budget: Budget): Promise<Line[]> {
  let cut: Line[] = [];
  let slice: Line[] = [];
  let bytes = 0;
  for (const line of stretch) {
    slice.push(line);
    bytes += line.length;
    if (bytes < sliceBytes) continue;
    cut = cutMiddle([...cut, ...slice], budget);
    slice = [];
    bytes = 0;
    await othersTurn();
  }
  return cutMiddle([...cut, ...slice], budget);
}
