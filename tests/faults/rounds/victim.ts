import type { Criterion, Round } from './round.ts';

/** A kind of process that is killed again and again. */
export type Victim = {
  /** As the table calls it. */
  readonly name: string;
  /** The criteria that can be asked of it. */
  readonly asked: readonly Criterion[];
  /** Prepares a folder, in which every round goes on where the one before was killed. */
  readonly open: (folder: string) => Promise<Lane>;
};

/** A victim in a folder of its own. */
export type Lane = AsyncDisposable & {
  /** Lets the process work, kills it at a random instant, starts what comes after a crash, and says what is left. */
  readonly round: () => Promise<Round>;
};
