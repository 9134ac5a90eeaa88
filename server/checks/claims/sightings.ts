import type { JournalEvent } from '#protocol/journal.ts';

/** Finds the observation that a result stands on; it is told every event of a journal, or all of the two kinds. */
export type Sightings = {
  /** The observation that this event, a check's result, follows at once, or with other results between; else null. */
  readonly add: (event: JournalEvent) => Observation | null;
};

/** An observation with its place. */
export type Observation = JournalEvent & { readonly body: { readonly kind: 'observation' } };

/** Begins at the head of a journal. */
export function createSightings(): Sightings {
  let last: Observation | null = null;
  let next = 0;
  return {
    add(event) {
      if (isObservation(event)) {
        last = event;
        next = event.seq + 1;
        return null;
      }
      if (event.body.kind !== 'check-result' || event.seq !== next) return null;
      next += 1;
      return last;
    },
  };
}

function isObservation(event: JournalEvent): event is Observation {
  return event.body.kind === 'observation';
}
