/** A place that a claim points to: an event of the journal, and the second of the recording that shows it. */
export type ClaimEvidence = {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What is seen there, in Russian. */
  readonly label: string;
  /** The terminal whose recording shows it, and the second in it; null where no terminal does. */
  readonly recording: { readonly terminal: string; readonly seconds: number } | null;
};

/** A sentence of the report: `shown` only if the checks behind it hold over the recorded run. */
export type ClaimResult = {
  readonly id: string;
  readonly step: string;
  readonly state: 'shown' | 'not-shown';
  /** With the numbers of this very run where it is shown. */
  readonly sentence: string;
  /** Why it is not shown; null where it is. */
  readonly why: string | null;
  readonly evidence: readonly ClaimEvidence[];
};
