/**
 * What a report is made of, and what it is made by:
 *
 * ```ts
 * const figures = await renderFigures(source);        // server/report/render-figures.ts: ReportPhoto/<name>.png
 * const readme = renderReadme(source, figures);       // server/report/readme/render-readme.ts: README.md
 * const index = renderIndex(source, figures);         // server/report/index/render-index.ts: index.html
 * ```
 *
 * A `DrawnFigure` is a file `ReportPhoto/<name>.png`; one that could not be drawn says why, and the texts say so too.
 */
import type { BundledFile } from '../bundle/bundle.ts';
import type { Author, Manifest } from '../bundle/manifest.ts';
import type { ClaimResult } from '../checks/claims/claim.ts';
import type { CommandRecord } from '#protocol/command.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import type { Step } from '#protocol/step.ts';
import type { Originals } from '../workspace/originals.ts';

/** A run as its report tells it; times are milliseconds since the epoch on the journal's clock. */
export type ReportSource = {
  /** The run's id. */
  readonly run: string;
  readonly author: Author;
  readonly startedAt: number;
  readonly exportedAt: number;
  readonly events: readonly JournalEvent[];
  readonly claims: readonly ClaimResult[];
  /** By the name of its terminal, each an asciicast v2. */
  readonly recordings: ReadonlyMap<string, string>;
  /** Every version of the lab files, in the order of saving; one that was never saved need not be among them. */
  readonly files: readonly BundledFile[];
  /** The lab's own texts, to say what differs from them. */
  readonly originals: Originals;
  /** The kept output of commands by their ids: for a figure whose recording is not there. */
  readonly outputs: ReadonlyMap<string, string>;
  readonly steps: readonly Step[];
  readonly versions: Manifest['versions'];
};

/** A picture of the report. */
export type ReportFigure = DrawnFigure | MissingFigure;

export type DrawnFigure = {
  readonly state: 'drawn';
  /** Of the file `ReportPhoto/<name>.png`. */
  readonly name: string;
  readonly png: Uint8Array;
  /** The same for a document whose style sheet gives the colours. */
  readonly svg: string;
  /** CSS pixels; the PNG has twice as many. */
  readonly width: number;
  readonly height: number;
  /** What is seen, for those who do not see it. */
  readonly alt: string;
  /** Where it comes from: the terminal's recording, the kept text of the output, or the journal. */
  readonly from: 'recording' | 'output' | 'journal';
  /** The command that it shows; null where it shows none. */
  readonly command: CommandRecord | null;
};

export type MissingFigure = {
  readonly state: 'missing';
  readonly name: string;
  /** Why there is none, a Russian sentence. */
  readonly why: string;
};
