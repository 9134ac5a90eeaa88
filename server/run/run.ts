import type { PlaceholderValues } from '#protocol/placeholder.ts';
import type { RunState } from '#protocol/run.ts';
import type { Step } from '#protocol/step.ts';
import type { CheckRunner } from './check-runner.ts';
import type { ClusterObserver } from '../cluster/observer.ts';
import type { ClusterWatch } from '../cluster/watch/cluster-watch.ts';
import type { RunningConfiguration } from '../configuration/running-configuration.ts';
import type { Faults } from '../faults/faults.ts';
import type { Journal } from '../journal/journal.ts';
import type { Probe } from '../probe/probe.ts';
import type { Recordings } from '../recording/recordings.ts';
import type { Secrets } from '../recording/secrets.ts';
import type { CheckpointKeeper } from '../report/bundle/checkpoint-keeper.ts';
import type { Terminals } from '../terminal/terminals.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { CommandRequest, RunRequest } from '../terminal/command-request.ts';
import type { EventStream } from './event-stream.ts';

/** One walk of one student through the lab. */
export type Run = AsyncDisposable & {
  readonly id: string;
  /** The folder of everything that belongs to the run. */
  readonly dir: string;
  /** The Compose project that its commands work in. */
  readonly project: string;
  readonly steps: readonly Step[];
  readonly workspace: Workspace;
  readonly journal: Journal;
  readonly terminals: Terminals;
  /** What the terminals showed. */
  readonly recordings: Recordings;
  /** What must not leave the machine. */
  readonly secrets: Secrets;
  /** Signs how far the journal has come, while the run goes on. */
  readonly checkpoints: CheckpointKeeper;
  readonly observer: ClusterObserver;
  /** The five witnesses, each by itself; rests while nobody holds it. */
  readonly witnesses: ClusterWatch;
  readonly probe: Probe;
  readonly faults: Faults;
  readonly checks: CheckRunner;
  /** Which configuration runs, beside the files. */
  readonly configuration: RunningConfiguration;
  readonly state: () => RunState;
  /** The names that commands take from the cluster, as it gives them now. */
  readonly placeholders: () => Promise<PlaceholderValues>;
  /** Fills in what a command leaves to the cluster and to the steps. */
  readonly prepareCommand: (terminal: string, request: CommandRequest) => Promise<RunRequest>;
  /** Removes what its commands made in Docker: containers, volumes, networks. */
  readonly removeFromDocker: () => Promise<void>;
  /** Sends the journal from `from` on and the present state; runs the step's checks until it is disposed. */
  readonly watch: (stream: EventStream, options: { readonly from: number; readonly step: Step | null }) => Disposable;
  /** Observes the cluster for some minutes though no page looks: a script is at work. */
  readonly nudge: () => void;
};
