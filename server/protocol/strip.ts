import type { CommandRecord } from './command.ts';
import type { FaultEvent, Prediction } from './fault.ts';
import type { EventBody, JournalEvent } from './journal.ts';
import type { ControlWrite, ReadBack } from './probe.ts';
import { type GrowingRow, type StripRow, createRow, sayingOf } from './strip-row.ts';
import { type WriteSeries, createSeries } from './strip-writes.ts';
import { addToReports } from './witness-reports.ts';
import { type DockerEvent, type WitnessReport, witnessNames } from './witness.ts';

/** Something that happened at a moment of the strip. */
type Moment = { readonly at: number; readonly seq: number };

/** A stretch of the strip; `to` is null while it lasts. */
type Stretch = { readonly from: number; readonly to: number | null };

export type StripCommand = Moment & { readonly to: number | null; readonly command: CommandRecord };

export type StripDockerEvent = Moment & { readonly event: DockerEvent };

export type StripPrediction = Moment & { readonly prediction: Prediction };

export type StripFault = Stretch & Pick<FaultEvent, 'id' | 'fault' | 'node'> & { readonly seq: number };

export type StripProbe = Stretch & {
  readonly probe: string;
  readonly rate: number;
  /** Why writes failed or stayed unknown, batch by batch. */
  readonly reasons: readonly { readonly at: number; readonly reasons: Readonly<Record<string, number>> }[];
  readonly readBacks: readonly ReadBack[];
};

/** Everything that the time strip shows, ready to be drawn. */
export type Strip = {
  /** The first and the newest event. */
  readonly from: number;
  readonly until: number;
  /** The names of the nodes, in the order of their colours. */
  readonly nodes: readonly string[];
  readonly rows: readonly StripRow[];
  readonly writes: WriteSeries;
  readonly probes: readonly StripProbe[];
  /** Confirmed and refused writes straight to a node while two called themselves primary. */
  readonly controls: readonly (Moment & { readonly write: ControlWrite })[];
  readonly faults: readonly StripFault[];
  readonly commands: readonly StripCommand[];
  readonly dockerEvents: readonly StripDockerEvent[];
  readonly predictions: readonly StripPrediction[];
  /** When the lab's server started. */
  readonly starts: readonly Moment[];
};

/** A strip that grows event by event: an hour of the past is not gone through again for a new one. */
export type GrowingStrip = {
  add(events: Iterable<JournalEvent>): void;
  /** A new object after each `add`; its lists are the same growing ones. */
  readonly strip: Strip;
};

/** Milliseconds without any event after which the watching must have been interrupted: `goes-on` comes every five seconds. */
export const longestSilence = 15_000;

/** The strip of a whole journal. */
export function toStrip(events: Iterable<JournalEvent>): Strip {
  const growing = createStrip();
  growing.add(events);
  return growing.strip;
}

/** Makes an empty strip. */
export function createStrip(): GrowingStrip {
  let reports: readonly WitnessReport[] = [];
  let watched = false;
  let from: number | null = null;
  let until = 0;
  const nodes = new Set<string>();
  const rows: readonly GrowingRow[] = witnessNames.map(createRow);
  const writes = createSeries();
  const probes: StripProbe[] = [];
  const controls: (Moment & { write: ControlWrite })[] = [];
  const faults: StripFault[] = [];
  const commands: StripCommand[] = [];
  const dockerEvents: StripDockerEvent[] = [];
  const predictions: StripPrediction[] = [];
  const starts: Moment[] = [];

  function lose(at: number, seq: number): void {
    for (const row of rows) row.lose(at, seq);
  }

  function add(event: JournalEvent): void {
    const { at, seq, body } = event;
    if (from === null) {
      from = at;
      lose(at, seq);
    }
    const interrupted = watched && at - until > longestSilence;
    if (interrupted) lose(until, seq);
    // Whoever died said nothing any more: the last sign of its life is the last event.
    if (body.kind === 'server-started') loseAll(until, seq);
    take(body, at, seq);
    reports = addToReports(reports, event);
    if (body.kind === 'witness') for (const { node } of reports) if (node !== null) nodes.add(node);
    for (const row of rows) {
      if (body.kind === 'witness' ? row.witness === body.witness || interrupted : interrupted && watched) {
        row.say(sayingOf(row.witness, reports), at, seq);
      }
    }
    until = Math.max(until, at);
  }

  function loseAll(at: number, seq: number): void {
    if (watched) lose(at, seq);
    watched = false;
    const probe = probes.at(-1);
    if (probe?.to === null) probes[probes.length - 1] = { ...probe, to: at };
  }

  function take(body: EventBody, at: number, seq: number): void {
    switch (body.kind) {
      case 'server-started':
        starts.push({ at, seq });
        break;
      case 'watch':
        if (body.state === 'began' && watched) lose(until, seq);
        if (body.state === 'ended') lose(at, seq);
        watched = body.state !== 'ended';
        break;
      case 'witness':
        if (body.testimony?.witness === 'docker') {
          for (const { name, role } of body.testimony.containers) if (role === 'node') nodes.add(name);
        }
        break;
      case 'docker-event':
        dockerEvents.push({ at, seq, event: body });
        break;
      case 'command-started':
        commands.push({ at, seq, to: null, command: body.command });
        break;
      case 'command-ended':
        endCommand(body.command, at);
        break;
      case 'prediction':
        predictions.push({ at, seq, prediction: body });
        break;
      case 'fault':
        takeFault(body, seq);
        break;
      default:
        takeProbe(body, at, seq);
    }
  }

  function endCommand(command: CommandRecord, at: number): void {
    const index = commands.findLastIndex((known) => known.command.id === command.id);
    const known = commands[index];
    if (known !== undefined) commands[index] = { ...known, to: at, command };
  }

  function takeFault(body: FaultEvent, seq: number): void {
    const { id, fault, node } = body;
    const index = faults.findLastIndex((known) => known.id === id);
    const known = faults[index];
    if (body.state === 'began' && known === undefined) faults.push({ id, fault, node, from: body.at, to: null, seq });
    else if (body.state === 'undone' && known !== undefined) faults[index] = { ...known, to: body.at };
  }

  function takeProbe(body: EventBody, at: number, seq: number): void {
    if (body.kind === 'probe-started') {
      writes.begin();
      probes.push({ probe: body.probe, rate: body.rate, from: at, to: null, reasons: [], readBacks: [] });
      return;
    }
    if (body.kind === 'probe-control') controls.push({ at: body.at, seq, write: body });
    if (body.kind === 'probe-batch') writes.add(body);
    if (body.kind !== 'probe-batch' && body.kind !== 'probe-ended' && body.kind !== 'probe-read-back') return;
    const index = probes.findLastIndex(({ probe }) => probe === body.probe);
    const known = probes[index];
    if (known === undefined) return;
    if (body.kind === 'probe-ended') probes[index] = { ...known, to: known.to ?? at };
    if (body.kind === 'probe-read-back') probes[index] = { ...known, readBacks: [...known.readBacks, body] };
    if (body.kind === 'probe-batch' && Object.keys(body.reasons).length > 0) {
      probes[index] = { ...known, reasons: [...known.reasons, { at: body.at, reasons: body.reasons }] };
    }
  }

  return {
    add(events) {
      for (const event of events) add(event);
    },
    get strip() {
      return {
        from: from ?? 0,
        until,
        nodes: [...nodes].toSorted(),
        rows,
        writes,
        probes,
        controls,
        faults,
        commands,
        dockerEvents,
        predictions,
        starts,
      };
    },
  };
}
