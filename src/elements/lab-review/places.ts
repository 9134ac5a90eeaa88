import type { ReplayPart } from '../../client/replay/stretch.ts';

/** Where a claim or a command leads: what shows its evidence. */
export type Places = {
  /** Replays a part of a terminal's recording. */
  readonly play: (terminal: string, what: ReplayPart) => void;
  /** Shows a moment on the time strip. */
  readonly showTime: (at: number) => void;
  /** Shows an event in the journal. */
  readonly showEvent: (seq: number) => void;
  readonly recorded: (terminal: string) => boolean;
};
