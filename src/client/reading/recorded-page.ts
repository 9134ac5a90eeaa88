import type { JournalEvent } from '#protocol/journal.ts';
import { fineDisk } from '#protocol/disk.ts';
import { unknownNames } from '#protocol/placeholder.ts';
import { type ReferenceStep, namesAt } from '#protocol/reference.ts';
import type { RunState } from '#protocol/run.ts';
import { createMoments } from './moments.ts';
import { type Reference, openReference } from './reference.ts';
import { type Frames, type ReplayClock, createReplayClock } from './replay-clock.ts';

/** A step's page over the recorded run: what it shows without a server, and the moment that it shows. */
export type RecordedPage = {
  readonly reference: Reference;
  readonly step: ReferenceStep;
  /** Rests at the step's end, until something is replayed. */
  readonly clock: ReplayClock;
  readonly state: RunState;
  /** Calls the listener with every other state that the moving clock brings. */
  follow(listener: (state: RunState) => void): () => void;
  /** Every event of the recorded run; from then on the state follows the clock. */
  journal(): Promise<readonly JournalEvent[]>;
  dispose(): void;
};

/** Milliseconds between two states while the moment moves and no witness changes their mind. */
const restless = 200;

/** Opens the page of a step over the reference below `base`. */
export async function openRecordedPage(base: string, id: string, frames: Frames): Promise<RecordedPage> {
  const reference = openReference(base);
  const step = await reference.step(id);
  const clock = createReplayClock(step.until, frames);
  const listeners = new Set<(state: RunState) => void>();
  let state = stateOf(step);
  let moments: ReturnType<typeof createMoments> | null = null;
  let told = Number.NEGATIVE_INFINITY;

  function look(): void {
    if (moments === null) return;
    const { witnesses, probe } = moments.at(clock.at);
    const now = frames.now();
    if (witnesses === state.witnesses && now - told < restless) return;
    told = now;
    state = { ...state, witnesses, probe };
    for (const listener of listeners) listener(state);
  }

  clock.subscribe(look);
  return {
    reference,
    step,
    clock,
    get state() {
      return state;
    },
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async journal() {
      const events = await reference.journal();
      if (moments === null) {
        moments = createMoments(events);
        look();
      }
      return events;
    },
    dispose() {
      clock.dispose();
      listeners.clear();
    },
  };
}

/** The step as it stood at its end. */
function stateOf({ run, from, until, commands, checks, names, witnesses }: ReferenceStep): RunState {
  return {
    id: `reference ${run}`,
    startedAt: from,
    seq: 0,
    checks,
    everPassed: checks.flatMap(({ id, outcome }) => (outcome === 'passed' ? id : [])),
    commands: commands.map(({ record }) => record),
    answers: {},
    hints: {},
    author: null,
    placeholders: namesAt(names, until) ?? unknownNames,
    engine: { up: true, problem: null },
    disk: fineDisk,
    witnesses,
    probe: null,
  };
}
