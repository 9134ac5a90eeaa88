import type { PtyOptions } from '../pty-owner/pty-options.ts';
import type { Moment } from '../pty-owner/frames.ts';

/** A pty with its program; it may live in another process. */
export type Pty = {
  readonly pid: number;
  /** Begins to tell: nothing is told before, and nothing is missed. */
  listen(events: PtyEvents): void;
  write(bytes: Buffer): void;
  resize(columns: number, rows: number): void;
  /** Stops reading: the kernel's buffer fills up and the program waits in its next write. */
  pause(): void;
  resume(): void;
  /** What is kept for a later server; null when the pty dies with this one. */
  readonly memory: PtyMemory | null;
};

export type PtyEvents = {
  /** The memory is the pty's, and what comes next is read into it: what is kept of the bytes is copied. */
  readonly data: (chunk: Buffer) => void;
  /** Called once, after the last data. */
  readonly exit: (exitCode: number) => void;
  /** Called instead of `exit` when the process that owned the pty is gone. */
  readonly lost: () => void;
};

/** Where a server leaves what a later one needs to go on with the pty. */
export type PtyMemory = {
  /** Says what the pty's bytes do not tell, behind so many of them. */
  note(moment: Moment, note: string): void;
  /** From here on a later server can begin, with these pieces in one: what was before this moment is forgotten. */
  state(moment: Moment, state: readonly Buffer[]): void;
  /** The end is written down: there is nothing to go on with. */
  release(): void;
};

export type StartPty = (
  options: PtyOptions,
  /** `id` is the marker of its processes; `launch` and `state` are what `survivors` gives to a later server. */
  kept: { readonly id: string; readonly launch: string; readonly state: Buffer },
) => Promise<Pty>;

/** What a pty has said or what was noted since its last state, in order. */
export type Kept = { readonly at: number; readonly bytes: Buffer } | { readonly note: string };

/** A pty that has outlived the server that started it. */
export type Survivor = {
  readonly id: string;
  readonly launch: string;
  /** Null when it has gone in the meantime. */
  revive(): Promise<{ readonly pty: Pty; readonly state: Buffer; readonly kept: readonly Kept[] } | null>;
};

/** Where ptys come from. */
export type Ptys = {
  readonly start: StartPty;
  /** Those whose id begins with this. */
  survivors(prefix: string): Promise<readonly Survivor[]>;
};
