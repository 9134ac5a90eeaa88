/** `could-not-run` means that the question could not be asked: it never counts as the student's failure. */
export type CheckOutcome = 'passed' | 'not-yet' | 'could-not-run';

/** A check's answer; the texts are Russian and shown to the student as they are. */
export type CheckResult = {
  readonly id: string;
  readonly outcome: CheckOutcome;
  /** What was seen, what was expected, then what to do: one or two sentences. */
  readonly message: string;
  readonly observed: string;
  readonly expected: string;
};
