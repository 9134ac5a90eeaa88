import type { JournalEvent } from '#protocol/journal.ts';

/** A place in the journal; `at` is milliseconds since the epoch. */
export type Place = { readonly seq: number; readonly at: number };

/** What the journal tells of faults and probes beside their measurements. */
export type Places = {
  readonly fault: (id: string) => { readonly began: Place | null; readonly undone: Place | null };
  /** Whether the server ended while a probe wrote: some of its writes may not stand in the journal. */
  readonly wasCutShort: (probe: string) => boolean;
  readonly readBacks: (probe: string) => readonly (Place & { readonly node: string })[];
};

/** Places that still grow. */
export type GrowingPlaces = { readonly places: Places; readonly add: (event: JournalEvent) => void };

/** Begins at the head of a journal. */
export function beginPlaces(): GrowingPlaces {
  const began = new Map<string, Place>();
  const undone = new Map<string, Place>();
  const endings = new Map<string, string>();
  const readBacks = new Map<string, Map<string, Place & { node: string }>>();
  return {
    places: {
      fault: (id) => ({ began: began.get(id) ?? null, undone: undone.get(id) ?? null }),
      wasCutShort: (probe) => (endings.get(probe) ?? 'server') === 'server',
      readBacks: (probe) => [...(readBacks.get(probe)?.values() ?? [])],
    },
    add({ seq, at, body }) {
      if (body.kind === 'fault') {
        const known = body.state === 'began' ? began : undone;
        if (!known.has(body.id)) known.set(body.id, { seq, at: body.at });
      } else if (body.kind === 'probe-ended') {
        if (!endings.has(body.probe)) endings.set(body.probe, body.reason);
      } else if (body.kind === 'probe-read-back') {
        const ofProbe = readBacks.get(body.probe) ?? new Map<string, Place & { node: string }>();
        // The rows may be read back again: the last reading counts, as it does for the records.
        ofProbe.set(body.node, { seq, at, node: body.node });
        readBacks.set(body.probe, ofProbe);
      }
    },
  };
}
