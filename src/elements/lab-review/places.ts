/** Where a claim or a command leads: what shows its evidence. */
export type Places = {
  /** Replays a terminal from a second of its recording. */
  readonly play: (terminal: string, seconds: number) => void;
  /** Shows a moment on the time strip. */
  readonly showTime: (at: number) => void;
  /** Shows an event in the journal. */
  readonly showEvent: (seq: number) => void;
  readonly recorded: (terminal: string) => boolean;
};
