import type { CommandKind } from '#protocol/step.ts';

/** A command that is to be typed in a terminal. */
export type RunRequest = {
  readonly text: string;
  readonly kind: CommandKind;
  /** The step's command that it is a run of, or null. */
  readonly stepCommand: string | null;
  /** Leaves whatever runs in the terminal first. */
  readonly interrupt: boolean;
};

/** The same as a page or a script asks for it: a script may leave the kind out. */
export type CommandRequest = Omit<RunRequest, 'kind'> & { readonly kind: CommandKind | null };
