/** SECURITY.md's six criteria of "nothing lost", in its order. */
export const criteria = ['shown', 'gap', 'readable', 'chain', 'once', 'executed'] as const;

/**
 * `shown`: what was shown as saved exists, in order, once; `gap`: at most `mayLose` of later output is missing, and the
 * recording says so; `readable`: no file is unreadable; `chain`: the hash chain verifies; `once`: no keystroke is
 * executed twice; `executed`: no keystroke whose echo was seen is unexecuted.
 */
export type Criterion = (typeof criteria)[number];

/** Milliseconds of output that a kill may take back. */
export const mayLose = 250;

/** What was found after one kill. */
export type Round = {
  /** What did not hold, in words. */
  readonly misses: readonly { readonly criterion: Criterion; readonly why: string }[];
  /** Milliseconds of output that are missing; null where the process records none. */
  readonly lost: number | null;
  /** Milliseconds from the next start until the process was back; null where it serves nobody. */
  readonly back: number | null;
};

/** Gathers what does not hold. */
export function createFindings() {
  const misses: { criterion: Criterion; why: string }[] = [];
  return {
    misses,
    /** Keeps the reason of a criterion that does not hold. */
    hold: (criterion: Criterion, holds: boolean, why: () => string) => {
      if (!holds) misses.push({ criterion, why: why() });
    },
  };
}

export type Findings = ReturnType<typeof createFindings>;
