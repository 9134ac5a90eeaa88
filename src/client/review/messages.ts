import type { JournalEvent } from '#protocol/journal.ts';
import type { OpenReport, ReadProblem } from './report.ts';
import type { ReportSummary } from './summary.ts';

/** What the page asks of the worker; `id` comes back with the answer. */
export type ReaderRequest = { readonly id: number; readonly deed: 'summarise' | 'open'; readonly file: File };

/** What the worker answers: a journal comes in parts, so that no message is long to unpack. */
export type ReaderAnswer = { readonly id: number } & (
  | { readonly kind: 'summary'; readonly summary: ReportSummary }
  | { readonly kind: 'events'; readonly events: readonly JournalEvent[] }
  | { readonly kind: 'report'; readonly report: OpenReport }
  | { readonly kind: 'failed'; readonly problem: ReadProblem }
);
