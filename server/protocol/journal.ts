import type { AuthorName } from './author.ts';
import type { CheckResult } from './check.ts';
import type { ClusterView } from './cluster.ts';
import type { CommandRecord } from './command.ts';
import type { FaultEvent, Prediction } from './fault.ts';
import type { ControlWrite, ProbeBatch, ReadBack, probeEnds } from './probe.ts';
import type { DockerEvent, WitnessChange } from './witness.ts';

/** What happened, as the journal keeps it. A new kind of event is a new member here and a case in `parseEventBody`. */
export type EventBody =
  | { readonly kind: 'run-started'; readonly lab: string; readonly project: string }
  | { readonly kind: 'server-started'; readonly version: string }
  | { readonly kind: 'command-started'; readonly command: CommandRecord }
  | { readonly kind: 'command-ended'; readonly command: CommandRecord }
  | { readonly kind: 'terminal-opened'; readonly terminal: string }
  | { readonly kind: 'terminal-closed'; readonly terminal: string; readonly exitCode: number | null }
  | {
      readonly kind: 'file-saved';
      readonly path: string;
      readonly hash: string;
      readonly by: 'page' | 'outside' | 'reset';
    }
  | { readonly kind: 'answer-saved'; readonly question: string; readonly text: string }
  | { readonly kind: 'answer-opened'; readonly question: string }
  /** Who hands the report in; the last one counts. */
  | ({ readonly kind: 'author-saved' } & AuthorName)
  | { readonly kind: 'hint-shown'; readonly check: string; readonly level: number }
  | { readonly kind: 'step-opened'; readonly step: string }
  | { readonly kind: 'check-result'; readonly result: CheckResult }
  /** What the checks saw whose passing results follow at once: a later judge sees the same. */
  | { readonly kind: 'observation'; readonly view: ClusterView }
  /** Something that an observation of the cluster showed once, e.g. `failover` with who led before and after. */
  | { readonly kind: 'fact'; readonly fact: string; readonly detail: Readonly<Record<string, string>> }
  /** Somebody watches the witnesses: where no event says that it went on, the time strip has a gap. */
  | { readonly kind: 'watch'; readonly state: 'began' | 'goes-on' | 'ended' }
  | ({ readonly kind: 'witness' } & WitnessChange)
  | ({ readonly kind: 'docker-event' } & DockerEvent)
  | {
      readonly kind: 'probe-started';
      readonly probe: string;
      readonly startedBy: 'student' | 'fault';
      /** Writes a second. */
      readonly rate: number;
      readonly table: string;
      readonly port: number;
    }
  | ({ readonly kind: 'probe-batch' } & ProbeBatch)
  | ({ readonly kind: 'probe-control' } & ControlWrite)
  | { readonly kind: 'probe-ended'; readonly probe: string; readonly reason: (typeof probeEnds)[number] }
  | ({ readonly kind: 'probe-read-back' } & ReadBack)
  | ({ readonly kind: 'prediction' } & Prediction)
  | ({ readonly kind: 'fault' } & FaultEvent);

/** An event with its place: `seq` counts from 1 without gaps, `at` is milliseconds since the epoch. */
export type JournalEvent = { readonly seq: number; readonly at: number; readonly body: EventBody };
