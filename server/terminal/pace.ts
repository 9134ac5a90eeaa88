import { terminalLimits } from '#protocol/terminal.ts';

/** Milliseconds of drawing that may be under way: few enough for Ctrl+C, enough for a page that is kept waiting by others. */
const underWay = 80;
/** Milliseconds over which the pace is measured. */
const measuredOver = 100;

/** How fast a client draws, and how much it is therefore sent ahead. */
export type Pace = {
  /** Bytes. */
  readonly window: number;
  /** Told of bytes that the client has drawn, and how many are left for it to draw. */
  acknowledged(bytes: number, left: number): void;
};

/** Creates the account of a client that has drawn nothing yet. */
export function createPace(now: () => number = () => performance.now()): Pace {
  const { window: least, largestWindow: most } = terminalLimits;
  let window: number = least;
  let since = now();
  let drawn = 0;
  return {
    get window() {
      return window;
    },
    acknowledged: (bytes, left) => {
      drawn += bytes;
      const passed = now() - since;
      if (passed >= measuredOver) {
        window = Math.min(Math.max((drawn / passed) * underWay, least), most);
        since = now();
        drawn = 0;
      }
      // A pause of the program is none of the page.
      if (left === 0 && passed < measuredOver && drawn < least) {
        since = now();
        drawn = 0;
      }
    },
  };
}
