import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Round } from './round.ts';
import type { Victim } from './victim.ts';

/** All rounds of one victim. */
export type Tally = { readonly victim: Victim; readonly rounds: readonly Round[]; readonly seconds: number };

export type RoundsOptions = {
  readonly rounds: number;
  /** How many folders the rounds are spread over, side by side. */
  readonly lanes: number;
  /** Ends the rounds early: those that are done count. */
  readonly enough?: AbortSignal;
  /** Told after each round how many are done. */
  readonly progress?: (done: number) => void;
};

/** Kills a victim `rounds` times; the rounds are spread over folders of their own. */
export async function runRounds(victim: Victim, { rounds, lanes, progress, enough }: RoundsOptions): Promise<Tally> {
  const begun = performance.now();
  const found: Round[] = [];
  const work = { left: rounds };
  enough?.addEventListener('abort', () => {
    work.left = 0;
  });

  async function runLane(): Promise<void> {
    const folder = await mkdtemp(path.join(tmpdir(), 'lab-killed-'));
    try {
      await using lane = await victim.open(folder);
      while (work.left > 0) {
        work.left -= 1;
        try {
          found.push(await lane.round());
        } catch (error) {
          // Ctrl+C reaches the servers too: a round that it has cut short is none.
          if (enough?.aborted) return;
          // The other lanes finish their round and tidy up: no server of theirs is left running.
          work.left = 0;
          throw error;
        }
        progress?.(found.length);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  const ends = await Promise.allSettled(Array.from({ length: Math.min(lanes, rounds) }, runLane));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return { victim, rounds: found, seconds: (performance.now() - begun) / 1_000 };
}

/** Every miss of a tally, in words. */
export function missesOf({ rounds }: Tally): string[] {
  return rounds.flatMap(({ misses }) => misses.map(({ criterion, why }) => `${criterion}: ${why}`));
}
