import type { JournalEvent } from '#protocol/journal.ts';

/** The journal's own clock, as the page can know it: a machine that slept leaves it behind the reader's. */
export type Present = {
  /** Tells of an event that has just come. */
  heard(event: JournalEvent): void;
  now(): number;
};

/** Milliseconds by which the two clocks may differ without being told apart from a slow connection. */
const tolerance = 1_500;

/** Follows the journal's clock by the events that come from it. */
export function followPresent(wall: () => number = Date.now): Present {
  let behind = 0;
  let latest = 0;
  return {
    heard({ at }) {
      const difference = wall() - at;
      if (difference < behind || difference > behind + tolerance)
        behind = Math.abs(difference) < tolerance ? 0 : difference;
      latest = Math.max(latest, at);
    },
    now: () => Math.max(latest, wall() - behind),
  };
}
