import type { Integrity } from './bundle.ts';
import { bundleLimits } from './limits.ts';

/** What was found while a report was read: each place where it is not what was signed, in Russian. */
export type Findings = {
  /** Something is not what it was. */
  changed(text: string): void;
  /** Everything that is there is right, but its end is missing. */
  incomplete(text: string): void;
  /** Nobody signed it. */
  unsigned(text: string): void;
  readonly state: Integrity['state'];
  readonly problems: readonly string[];
};

/** Collects findings; beyond `bundleLimits.problems` they are only counted. */
export function createFindings(): Findings {
  const problems: string[] = [];
  let untold = 0;
  const states = { changed: false, incomplete: false, unsigned: false };
  const add = (state: keyof typeof states) => (text: string) => {
    states[state] = true;
    if (problems.length < bundleLimits.problems) problems.push(text);
    else untold += 1;
  };
  return {
    changed: add('changed'),
    incomplete: add('incomplete'),
    unsigned: add('unsigned'),
    get state() {
      if (states.changed) return 'changed';
      if (states.incomplete) return 'incomplete';
      return states.unsigned ? 'unsigned' : 'intact';
    },
    get problems() {
      return untold === 0 ? [...problems] : [...problems, `и ещё таких мест: ${inThousands(untold)}`];
    },
  };
}

/** A whole number as Russian writes it: 1 234. */
export function inThousands(number: number): string {
  return String(number).replaceAll(/\B(?=(?:\d{3})+$)/g, '\u00a0');
}
