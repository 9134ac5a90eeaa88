import type { KnownFile } from '../known-stream.ts';
import type { Target, TargetName, Workplace } from '../targets/target.ts';

/** One figure of one round; a text where there is none, such as that the server hung up. */
export type Figures = Readonly<Record<string, number | string>>;

/** What the rows work with. */
export type Bench = {
  readonly workplace: Workplace;
  /** 100 MB, and as much as goes over a slow line in some seconds. */
  readonly log: KnownFile;
  readonly shortLog: KnownFile;
  /** Servers that run through all rounds. */
  readonly targets: readonly Target[];
  /** Starts another server of the kind, for what must be counted from its beginning. */
  readonly startAnother: (name: TargetName) => Promise<Target>;
};

/** A measurement that all targets take in turns. */
export type Row = {
  readonly id: string;
  /** What the figures are called in the table, with their unit. */
  readonly figures: Readonly<Record<string, string>>;
  readonly measure: (target: Target, bench: Bench) => Promise<Figures>;
  /** Targets that have nothing of the kind. */
  readonly without?: readonly TargetName[];
  /** What no server can be quicker than, measured in the same rounds; columns of their own. */
  readonly limits?: Readonly<Record<string, (bench: Bench) => Promise<Figures>>>;
};
