import type { JournalEvent } from '#protocol/journal.ts';
import type { ProbeStatus } from '#protocol/probe.ts';
import type { WitnessReport } from '#protocol/witness.ts';
import { addToReports } from '#protocol/witness-reports.ts';
import { readProbes } from './probe-history.ts';

/** What the page showed at a moment of the record. */
export type RecordedMoment = {
  /** The same list while nobody changed their mind. */
  readonly witnesses: readonly WitnessReport[];
  readonly probe: ProbeStatus | null;
};

/** Reads a journal up to any moment: forwards it goes on from where it was, backwards it begins anew. */
export function createMoments(events: readonly JournalEvent[]): { at(moment: number): RecordedMoment } {
  const probes = readProbes(events);
  let next = 0;
  let reached = Number.NEGATIVE_INFINITY;
  let witnesses: readonly WitnessReport[] = [];

  return {
    at(moment) {
      if (moment < reached) {
        next = 0;
        witnesses = [];
      }
      reached = moment;
      for (let event = events[next]; event !== undefined && event.at <= moment; event = events[next]) {
        witnesses = addToReports(witnesses, event);
        next += 1;
      }
      return { witnesses, probe: probes.at(moment) };
    },
  };
}
