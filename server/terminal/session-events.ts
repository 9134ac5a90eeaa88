import type { ActivityEvent, ActivityState } from './activity.ts';
import type { Attachment, Wanted } from './attachment.ts';
import type { Saved } from './kept-state.ts';
import type { KeptLaunch, Launch } from './launch.ts';
import type { StartPty } from './pty.ts';
import type { Size } from './session.ts';
import type { Revival } from './session-state.ts';
import type { TerminalClient } from './viewer.ts';

/** What a session tells its owner, in the order of the stream. */
export type SessionEvents = {
  readonly opened: (launch: KeptLaunch) => void;
  /** Bytes that are shown, between marks. */
  readonly output: (bytes: Buffer) => void;
  readonly resized: (size: Size) => void;
  /** Bytes that a person typed. */
  readonly typed: (bytes: Buffer) => void;
  readonly event: (event: ActivityEvent) => void;
  readonly closed: (exitCode: number | null) => void;
  /** What its owner has to know to go on from now. */
  readonly save: () => Saved;
  /** An earlier server's shell goes on: what its owner saved then; what came since follows, as above and by `noted`. */
  readonly revived: (launch: KeptLaunch, saved: Saved) => void;
  /** What was given to `note`. */
  readonly noted: (note: unknown) => void;
};

export type SessionOptions = {
  readonly prepare: () => Promise<Launch>;
  readonly startPty: StartPty;
  readonly events: SessionEvents;
  /** Ends what a shell has left behind. */
  readonly sweep: (launch: KeptLaunch, pid: number) => Promise<void>;
  /** Settles when what was recorded up to now is on disk. */
  readonly written: () => Promise<void>;
  /** The journal's clock. */
  readonly now: () => number;
  readonly report: (error: unknown) => void;
};

/** One terminal: its shell, its screen, and everybody who looks at it. */
export type Session = AsyncDisposable & {
  readonly state: ActivityState;
  readonly pid: number | null;
  /** Whether the shell marks where a command begins. */
  readonly marksBegin: boolean;
  readonly size: Size;
  /** While an earlier server's bytes are gone through again: when the pty said them. */
  readonly replayedAt: number | null;
  /** Where in the bytes of the shell we are; its marks have ids by it. */
  readonly position: number;
  /** Goes on with the shell of an earlier server; called before anything else. */
  revive(revival: Revival): void;
  /** Leaves to a later server, for `noted`, what the pty's bytes do not tell. */
  note(note: unknown): void;
  /** Starts a shell unless one is there. */
  open(): void;
  attach(client: TerminalClient, wanted: Wanted): Attachment;
  /** Types bytes on behalf of the page. */
  write(bytes: Buffer): void;
  bracketedPaste(): Promise<boolean>;
};
