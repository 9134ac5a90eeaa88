import type { Evidence } from '../define-check.ts';
import type { CommandSpan } from './commands-seen.ts';
import type { Place, Places } from './places.ts';

/** A check that held over the journal, and what it was judged over. */
export type Held = {
  /** What the judge saw this time; never the text that stands in the journal. */
  readonly observed: string;
  readonly evidence: Evidence;
  /** When it held: its passing result, or the journal's end. */
  readonly at: number;
  /** The observation that it was judged over; null for a check of what happened. */
  readonly observation: { readonly seq: number; readonly at: number } | null;
};

/** A place that proves a claim, with what is seen there. */
export type Point = Place & { readonly label: string };

/** A claim's sentence with this run's numbers, or why the checks that held do not make it true. */
export type Said =
  | {
      readonly sentence: string;
      /** Beside the observations of its checks. */
      readonly points?: readonly Point[];
      /** When the step's commands were run that show it; left out: about when its checks held. */
      readonly around?: CommandSpan;
    }
  | { readonly why: string };

/** A sentence of the report and what makes it true. */
export type Claim<Id extends string = string> = {
  readonly id: string;
  /** The step on whose page it stands. */
  readonly step: string;
  /** The checks that must all hold, by their ids. */
  readonly checks: readonly Id[];
  /**
   * `first`: where each check passed first, so that the claims of the lab's parts tell one story;
   * `end`: over the whole run, for experiments that a student repeats.
   */
  readonly judged: 'first' | 'end';
  /** What was to be shown, as the end of «Не показано: …». */
  readonly subject: string;
  /** The commands of steps whose output shows it, by their ids. */
  readonly commands: readonly string[];
  readonly say: (held: (check: Id) => Held, places: Places) => Said;
};

/** Declares a claim of one of the lab's parts: it is judged where its checks passed first. */
export function defineClaim<const Id extends string>(claim: Omit<Claim<Id>, 'judged'>): Claim {
  return { ...claim, judged: 'first' };
}

/** Declares a claim that is judged over the whole run. */
export function defineClaimOfAll<const Id extends string>(claim: Omit<Claim<Id>, 'judged'>): Claim {
  return { ...claim, judged: 'end' };
}
