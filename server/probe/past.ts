import type { probeEnds, ReadBack } from '#protocol/probe.ts';
import { type Journal, readAll } from '../journal/journal.ts';
import { createLedger, type Ledger } from './ledger.ts';

/** What the journal tells of the run's last probe. */
export type PastProbe = {
  readonly probe: string;
  readonly startedAt: number;
  readonly ledger: Ledger;
  /** Null when the server was killed while it wrote. */
  readonly ended: (typeof probeEnds)[number] | null;
  readonly readFrom: ReadonlySet<ReadBack['role']>;
};

/** How many probes the run had, and the last of them. */
export function readPast(journal: Pick<Journal, 'read'>): { readonly count: number; readonly last: PastProbe | null } {
  const starts = [...readAll(journal, 1, ['probe-started'])];
  const start = starts.at(-1);
  if (start?.body.kind !== 'probe-started') return { count: 0, last: null };
  const ledger = createLedger();
  const readFrom = new Set<ReadBack['role']>();
  let ended: PastProbe['ended'] = null;
  for (const { body } of readAll(journal, start.seq, ['probe-batch', 'probe-ended', 'probe-read-back'])) {
    if (body.kind === 'probe-batch') ledger.add(body);
    if (body.kind === 'probe-ended') ended = body.reason;
    if (body.kind === 'probe-read-back') readFrom.add(body.role);
  }
  return {
    count: starts.length,
    last: { probe: start.body.probe, startedAt: start.at, ledger, ended, readFrom },
  };
}
