import { setImmediate as othersTurn } from 'node:timers/promises';

/** Lets others have their turn when the present work has gone on for long enough. */
export type Turns = () => Promise<void>;

/** Milliseconds of work in one go: terminals and the probe go on while a report is made. */
const turn = 15;

/** Creates turns; call them between small pieces of work. */
export function createTurns(): Turns {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < turn) return;
    await othersTurn();
    since = performance.now();
  };
}
