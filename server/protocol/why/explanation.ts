/** Why the cluster is as it is, from the witnesses' evidence; commands stand between backticks, but not in a headline. */
export type Explanation = {
  /** `good`: as it should be; `wait`: it will pass by itself; `bad`: something is lost or must be done; `note`: beside the matter. */
  readonly tone: 'good' | 'wait' | 'bad' | 'note';
  readonly headline: string;
  /** The evidence, a sentence each, with the witness that says so. */
  readonly because: readonly string[];
  /** What to expect, and when; null where nothing follows. */
  readonly next: string | null;
};
