import type { ReplayPart } from './stretch.ts';

/** Where a replay comes from: the run's server, an opened report, a file beside the page. */
export type ReplaySource = {
  /** What is shown, for the replay's heading. */
  readonly title: string;
  readonly part: ReplayPart;
  /** Brings the asciicast's text; null when there is no such recording. Whatever it throws is shown with «Повторить». */
  readonly load: (signal: AbortSignal) => Promise<string | null>;
};
