import type { Fingerprint } from '#bundle/fingerprint.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import type { OpenReport, ReadProblem } from './report.ts';
import type { ReportSummary } from './summary.ts';

/** What the page asks of the worker; `id` comes back with the answer. */
export type ReaderRequest = { readonly id: number } & ReaderDeed;

export type ReaderDeed =
  | { readonly deed: 'summarise' | 'open'; readonly file: File }
  /** The recorded run beside the pages; `base` is its address with a slash at the end. */
  | { readonly deed: 'reference'; readonly base: string }
  /** Compares a report with those that this worker was told of before. */
  | { readonly deed: 'compare'; readonly key: string; readonly fingerprint: Fingerprint };

/** Another report that one is like. */
export type Alike = { readonly key: string; readonly score: number; readonly reason: string };

/** What the worker answers: a journal comes in parts, so that no message is long to unpack. */
export type ReaderAnswer = { readonly id: number } & (
  | { readonly kind: 'summary'; readonly summary: ReportSummary; readonly fingerprint: Fingerprint }
  | { readonly kind: 'alike'; readonly alike: readonly Alike[] }
  | { readonly kind: 'events'; readonly events: readonly JournalEvent[] }
  | { readonly kind: 'report'; readonly report: OpenReport }
  | { readonly kind: 'failed'; readonly problem: ReadProblem }
);
