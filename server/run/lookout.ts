import type { CheckResult } from '#protocol/check.ts';
import type { ClusterView } from '#protocol/cluster.ts';
import type { EventBody } from '#protocol/journal.ts';
import { type PlaceholderValues, unknownNames } from '#protocol/placeholder.ts';
import type { RunState, StreamMessage } from '#protocol/run.ts';
import type { Step } from '#protocol/step.ts';
import type { CheckRunner } from './check-runner.ts';
import type { ClusterObserver } from '../cluster/observer.ts';
import type { ClusterWatch } from '../cluster/watch/cluster-watch.ts';
import type { Journal } from '../journal/journal.ts';
import type { EventStream } from './event-stream.ts';
import { tellJournal } from './journal-stream.ts';
import { placeholdersFrom } from './placeholders.ts';
import { createPulse } from './pulse.ts';
import type { StruckLeader } from './struck-leader.ts';
import { createWitnessNews } from './witness-news.ts';

/** Looks at the cluster while somebody looks at the run, and tells them what it sees. */
export type Lookout = AsyncDisposable & {
  readonly watch: (stream: EventStream, options: { readonly from: number; readonly step: Step | null }) => Disposable;
  /** The steps that pages show now. */
  readonly openSteps: () => readonly Step[];
  /** What the cluster says now. */
  readonly look: () => Promise<Present>;
  /** As of the last look, for pages that must open at once and hear the rest by the stream. */
  readonly last: () => Present;
  /** Looks for some minutes though no page does. */
  readonly nudge: () => void;
};

export type Present = { readonly placeholders: PlaceholderValues; readonly engine: RunState['engine'] };

export type LookoutOptions = {
  readonly observer: ClusterObserver;
  readonly witnesses: ClusterWatch;
  readonly checks: CheckRunner;
  readonly journal: Journal;
  /** The leader that was stopped, or hit by a fault, last, by the journal. */
  readonly struck: () => StruckLeader | null;
  readonly report: (error: unknown) => void;
};

/** Events from which nothing follows that a check asks about. */
const quiet: ReadonlySet<EventBody['kind']> = new Set([
  'watch',
  'check-result',
  'fact',
  'probe-batch',
  'probe-control',
  'observation',
]);

/** Makes a lookout that rests until somebody watches. */
export function createLookout({ observer, witnesses, checks, journal, struck, report }: LookoutOptions): Lookout {
  const streams = new Map<EventStream, Step | null>();
  const told = new Map<EventStream, Map<string, string>>();
  let view: ClusterView | null = null;
  const pulse = createPulse({ work: beat, report, restingEvery: 3_000 });
  const stirring = journal.follow(({ body }) => !quiet.has(body.kind) && pulse.stir());
  const news = createWitnessNews({
    watch: witnesses,
    now: () => journal.now(),
    wanted: () => streams.size > 0,
    send: (message) => {
      for (const stream of streams.keys()) stream.send(message);
    },
  });

  /** One beat: facts go to the journal first, then the checks of the open steps are asked over them. */
  async function beat(): Promise<void> {
    const ids = new Set(openSteps().flatMap((step) => step.checks.map(({ id }) => id)));
    const results = await checks.run([...ids]);
    view = await observer.observe();
    for (const [stream, step] of streams) tellPresent(stream, step, results);
  }

  function openSteps(): Step[] {
    return [...new Set([...streams.values()].filter((step) => step !== null))];
  }

  function tellPresent(stream: EventStream, step: Step | null, results: readonly CheckResult[]): void {
    const { placeholders, engine } = describe(view);
    tell(stream, 'placeholders', { type: 'placeholders', placeholders });
    tell(stream, 'engine', { type: 'engine', ...engine });
    for (const result of results) {
      if (step?.checks.some(({ id }) => id === result.id))
        tell(stream, `check ${result.id}`, { type: 'check', result });
    }
  }

  /** Sends what differs from what this page heard last. */
  function tell(stream: EventStream, topic: string, message: StreamMessage): void {
    const text = JSON.stringify(message);
    const heard = told.get(stream);
    if (heard?.get(topic) === text) return;
    heard?.set(topic, text);
    stream.send(message);
  }

  function describe(seen: ClusterView | null): Present {
    const engine = engineOf(seen);
    return { placeholders: seen === null ? unknownNames : placeholdersFrom(seen, struck()), engine };
  }

  /** While somebody looks, by the witness that asks every second: a view is as old as the slowest of those it asked. */
  function engineOf(seen: ClusterView | null): RunState['engine'] {
    const heard = streams.size > 0 ? witnesses.reports().find(({ witness }) => witness === 'docker') : undefined;
    const problem = heard === undefined ? (seen?.docker.problem ?? null) : heard.problem;
    return { up: problem === null, problem };
  }

  const hearing = witnesses.onChange(() => {
    for (const stream of streams.keys()) tell(stream, 'engine', { type: 'engine', ...engineOf(view) });
  });

  return {
    openSteps,
    watch(stream, { from, step }) {
      const following = tellJournal(journal, from + 1, stream);
      streams.set(stream, step);
      told.set(stream, new Map());
      if (step !== null) journal.append({ kind: 'step-opened', step: step.id });
      stream.send(news.message());
      const held = [pulse.hold(), witnesses.hold()];
      return {
        [Symbol.dispose]() {
          for (const interest of held) interest[Symbol.dispose]();
          following[Symbol.dispose]();
          streams.delete(stream);
          told.delete(stream);
        },
      };
    },
    async look() {
      view = await observer.observe();
      return describe(view);
    },
    last: () => describe(view),
    nudge() {
      pulse.nudge();
      witnesses.nudge();
    },
    async [Symbol.asyncDispose]() {
      stirring[Symbol.dispose]();
      hearing[Symbol.dispose]();
      news[Symbol.dispose]();
      await pulse[Symbol.asyncDispose]();
      for (const stream of streams.keys()) stream.end();
    },
  };
}
