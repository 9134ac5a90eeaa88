import { constants, deflateRawSync } from 'node:zlib';

/** Milliseconds that a ping takes over a line which cannot keep up: what was sent before it is still on its way. */
const slowAbove = 25;
/** Milliseconds between two pings of a busy line. */
const pingEvery = 50;
/** Bytes under way that make a line busy; fewer tell nothing of it. */
const busyAbove = 64 * 1024;
/** Slow pings in a row that are not by chance. */
const chance = 2;
/** Milliseconds after which a slow line is looked at again as it is without deflating. */
const onTrial = 10_000;
/** Smaller ones are hardly smaller deflated. */
const smallest = 1_024;

/** Decides for one connection whether its bytes are deflated on their way. */
export type Deflation = {
  /** The bytes as they are to be sent. */
  pack(bytes: Buffer): { readonly bytes: Buffer; readonly isDeflated: boolean };
  /** Told how many bytes are sent and not acknowledged, whenever that changes. */
  readonly underWay: (bytes: number) => void;
  /** The answer to the ping has come. */
  answered(): void;
};

/**
 * Deflates when it pays: a page that draws slowly answers pings at once, a slow line answers them late. Over a fast line
 * deflating would only cost time.
 */
export function createDeflation(ping: () => void, now: () => number = () => performance.now()): Deflation {
  let pinged: number | null = null;
  let lastPing = -Infinity;
  let slow = 0;
  let until = -Infinity;
  return {
    pack: (bytes) => {
      if (bytes.length < smallest || now() > until) return { bytes, isDeflated: false };
      return { bytes: deflateRawSync(bytes, { level: constants.Z_BEST_SPEED }), isDeflated: true };
    },
    underWay: (bytes) => {
      const at = now();
      if (bytes < busyAbove || pinged !== null || at - lastPing < pingEvery || at < until) return;
      pinged = at;
      lastPing = at;
      ping();
    },
    answered: () => {
      if (pinged === null) return;
      slow = now() - pinged > slowAbove ? slow + 1 : 0;
      pinged = null;
      if (slow < chance) return;
      slow = 0;
      until = now() + onTrial;
    },
  };
}
