import type { Bundle, Integrity } from '#bundle/bundle.ts';
import type { ClaimResult } from '#checks/claims/claim.ts';
import type { FaultName, FaultRecord } from '#protocol/fault.ts';
import { toProgress } from '#protocol/progress.ts';
import { outageLength } from '#protocol/words/fault-words.ts';
import { variantOf } from '#protocol/fault-variant.ts';
import { recordsOfStep } from '../fault/variant.ts';
import { activeTime } from './active-time.ts';

/** What the table of students shows of a report, small enough to keep for a hundred of them. */
export type ReportSummary = {
  /** Whose grades are kept under it: see `recordKey`. */
  readonly key: string;
  readonly run: string;
  readonly name: string;
  readonly group: string;
  readonly exportedAt: number;
  readonly claims: { readonly shown: number; readonly total: number };
  /** Milliseconds without a confirmed write, by fault: its newest measurement with the usual settings; null: none ended. */
  readonly outages: Readonly<Partial<Record<FaultName, number | null>>>;
  /** Confirmed rows that were lost; null: nothing was measured. Without the synchronous mode some may be. */
  readonly lost: { readonly synchronous: number; readonly asynchronous: number } | null;
  /** Milliseconds. */
  readonly active: number;
  /** Questions with an answer of at least a word. */
  readonly answers: number;
  readonly integrity: Integrity;
};

type Judged = {
  readonly key: string;
  readonly claims: readonly ClaimResult[];
  readonly faults: readonly FaultRecord[];
};

/** Sums a report up for the table. */
export function summarise(bundle: Bundle, { key, claims, faults }: Judged): ReportSummary {
  const { manifest, events, integrity } = bundle;
  const { answers } = toProgress(events);
  return {
    key,
    run: manifest.run,
    name: manifest.author.name,
    group: manifest.author.group,
    exportedAt: manifest.exportedAt,
    claims: { shown: claims.filter(({ state }) => state === 'shown').length, total: claims.length },
    outages: outagesOf(faults),
    lost: lossesOf(faults),
    active: activeTime(events),
    answers: Object.values(answers).filter(({ text }) => text.trim() !== '').length,
    integrity,
  };
}

function outagesOf(faults: readonly FaultRecord[]): ReportSummary['outages'] {
  const names = new Set(faults.map(({ fault }) => fault));
  return Object.fromEntries(
    [...names].map((name) => [name, outageLength(recordsOfStep(faults, name, 'usual')[0]?.outage ?? null)]),
  );
}

function lossesOf(faults: readonly FaultRecord[]): ReportSummary['lost'] {
  const read = faults.filter(({ lost }) => lost !== null);
  if (read.length === 0) return null;
  const sum = (records: readonly FaultRecord[]) => records.reduce((total, { lost }) => total + (lost ?? 0), 0);
  return {
    synchronous: sum(read.filter((record) => variantOf(record) !== 'async')),
    asynchronous: sum(read.filter((record) => variantOf(record) === 'async')),
  };
}
