import { signCheckpoint, type Checkpoint } from '#bundle/checkpoint.ts';
import type { Journal } from '../../journal/journal.ts';

/** Signs how far a run's journal has come, while the run goes on. */
export type CheckpointKeeper = Disposable & {
  /** Signs now, unless nothing has come since the last time; gives all checkpoints, in order. */
  readonly sign: () => readonly Checkpoint[];
};

export type CheckpointKeeperOptions = {
  readonly journal: Pick<Journal, 'chain' | 'follow' | 'now'>;
  /** The run's id. */
  readonly run: string;
  readonly secret: Uint8Array;
  /** Told of failures that nobody waits for. */
  readonly report: (error: unknown) => void;
  /** Milliseconds from the first event that no checkpoint covers to the next one; and from the result of a check. */
  readonly every?: number;
  readonly afterCheck?: number;
};

/** Keeps checkpoints: every half minute while events come, and soon after each result of a check. */
export function keepCheckpoints(options: CheckpointKeeperOptions): CheckpointKeeper {
  const { journal, run, secret, report, every = 30_000, afterCheck = 100 } = options;
  let signedSeq = journal.chain.checkpoints().at(-1)?.seq ?? 0;
  let timer: NodeJS.Timeout | undefined;
  let dueAt = Infinity;

  function signNow(): void {
    clearTimeout(timer);
    dueAt = Infinity;
    const { seq, hash } = journal.chain.head();
    if (seq <= signedSeq) return;
    journal.chain.keepCheckpoint(signCheckpoint(secret, run, { seq, hash, at: journal.now() }));
    signedSeq = seq;
  }

  function signIn(milliseconds: number): void {
    const at = performance.now() + milliseconds;
    if (at >= dueAt) return;
    clearTimeout(timer);
    dueAt = at;
    timer = setTimeout(() => {
      try {
        signNow();
      } catch (error) {
        report(error);
      }
    }, milliseconds);
    // The end of the run signs what is left.
    timer.unref();
  }

  const following = journal.follow(({ body }) => signIn(body.kind === 'check-result' ? afterCheck : every));
  return {
    sign: () => {
      signNow();
      return journal.chain.checkpoints();
    },
    [Symbol.dispose]: () => {
      following[Symbol.dispose]();
      try {
        signNow();
      } catch (error) {
        report(error);
      }
    },
  };
}
