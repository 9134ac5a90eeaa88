import type { ClaimResult } from '../../checks/claims/claim.ts';
import type { CommandKind } from '#protocol/step.ts';
import type { Strip } from '#protocol/strip.ts';
import type { Stretch } from '#protocol/words/inline-code.ts';
import type { ReportFigure } from '../report-source.ts';

/** A claim with its number in the report, and its sentence as it stands beside its mark. */
export type NumberedClaim = { readonly number: number; readonly claim: ClaimResult; readonly sentence: string };

/** The claims that a part of the report tells. */
export type ClaimGroup = { readonly title: string; readonly claims: readonly NumberedClaim[] };

/** A stretch of the time strip; times are milliseconds since the epoch. */
export type StripSpan = { readonly id: string; readonly title: string; readonly from: number; readonly to: number };

/** A place where a config differs from the lab's own: a line of either, null where there is none. */
export type FileDifference = { readonly where: string; readonly own: string | null; readonly here: string | null };

/** A piece of the report, said without any markup; both documents write the same pieces. */
export type Block =
  /** The report's own words; only these may hold code. */
  | { readonly kind: 'words'; readonly words: readonly Stretch[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Stretch[])[] }
  | {
      readonly kind: 'command';
      readonly language: CommandKind;
      /** As it was run; as the step has it where it was not. */
      readonly text: string;
      /** When, how long, how it ended; null: it was not run. */
      readonly outcome: string | null;
    }
  | {
      readonly kind: 'figure';
      readonly number: number;
      readonly caption: string;
      readonly figure: ReportFigure;
    }
  | ({ readonly kind: 'claim' } & NumberedClaim)
  /** Those of experiments that were not made. */
  | { readonly kind: 'unmade'; readonly claims: readonly NumberedClaim[] }
  /** All of them at once, each with its evidence. */
  | { readonly kind: 'all-claims'; readonly groups: readonly ClaimGroup[] }
  | {
      readonly kind: 'listing';
      readonly path: string;
      readonly title: string;
      readonly text: string;
      /** What it has to do with the lab's own file, a sentence. */
      readonly origin: string;
      readonly differences: readonly FileDifference[];
    }
  /** The time strip around each of several moments. */
  | { readonly kind: 'strips'; readonly strip: Strip; readonly spans: readonly StripSpan[] }
  /** `text` is the student's own; null: not written. */
  | { readonly kind: 'answer'; readonly question: string | null; readonly text: string | null }
  | {
      readonly kind: 'table';
      readonly caption: string;
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

/** A section with its heading; `level` 2 for parts, 3 for questions and the like. */
export type Section = {
  readonly id: string;
  readonly level: 2 | 3;
  readonly title: string;
  readonly blocks: readonly Block[];
};

/** The whole report in its order. */
export type Outline = {
  readonly title: string;
  /** Who did it, in the seed's form. */
  readonly author: string;
  /** When, and which run: what stands below the author. */
  readonly facts: readonly string[];
  readonly claims: readonly NumberedClaim[];
  readonly sections: readonly Section[];
};
