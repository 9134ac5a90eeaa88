import { type CastEvent, type CastHeader, formatCastEvent, formatCastHeader } from '#protocol/cast.ts';
import type { CommandRecord } from '#protocol/command.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import { parseJournalEvent } from '#protocol/journal-parse.ts';
import { toProgress } from '#protocol/progress.ts';
import { parseMarkLabel, type RecordingInfo } from '#protocol/recording.ts';
import type { ReferenceInfo, ReferenceStep } from '#protocol/reference.ts';
import type { Step } from '#protocol/step.ts';
import { toReports } from '#protocol/witness-reports.ts';
import type { Disguise } from './disguise.ts';
import { disguiseRecording } from './disguise-recording.ts';
import { namesDuring } from './names.ts';
import type { RecordedRun } from './recorded-run.ts';
import { stepTimes, type StepTime } from './step-times.ts';
import { thinJournal } from './thin-journal.ts';
import { thinRecordings } from './thin-recording.ts';
import { findVersions } from './versions.ts';

/** The files of a reference by their paths below its folder. */
export type ReferenceFiles = ReadonlyMap<string, string>;

export type ReferenceOptions = {
  readonly steps: readonly Step[];
  /** The commands whose output a figure shows. */
  readonly figures: ReadonlySet<string>;
  readonly disguise: Disguise;
  /** Where each container's PostgreSQL is reached. */
  readonly ports: ReadonlyMap<string, string>;
  /** Bytes that all recordings may have together. */
  readonly recordingBytes?: number;
};

const kib = 1_024;

/** Makes of a run what the site shows where no server answers. */
export function makeReference(run: RecordedRun, options: ReferenceOptions): ReferenceFiles {
  const { steps, figures, disguise, ports, recordingBytes = 1_200 * kib } = options;
  const events = run.events.map((event) => disguiseEvent(event, disguise));
  const journal = thinJournal(events);
  const disguised = new Map(
    [...run.terminals].map(([name, { events: cast }]) => [name, disguiseRecording(cast, disguise)]),
  );
  const thinned = thinRecordings(disguised, recordingBytes);

  const files = new Map<string, string>();
  for (const time of stepTimes(events, steps)) {
    const step = steps.find(({ id }) => id === time.step);
    if (step === undefined) continue;
    const output = (id: string) => disguiseOutput(run.outputs.get(id), disguise);
    files.set(`steps/${step.id}.json`, json(makeStep(step, time, events, { run: run.id, figures, output, ports })));
  }
  files.set('journal.ndjson', journal.map((event) => `${JSON.stringify(event)}\n`).join(''));
  const recordings: RecordingInfo[] = [];
  for (const [name, cast] of thinned.recordings) {
    const header = run.terminals.get(name)?.header;
    if (header === undefined) continue;
    const text = castText({ ...header, title: disguise(header.title) }, cast);
    files.set(`recordings/${name}.cast`, text);
    recordings.push(describeRecording(name, header, cast, text));
  }
  const info: ReferenceInfo = {
    format: 1,
    run: run.id,
    startedAt: events[0]?.at ?? 0,
    endedAt: events.at(-1)?.at ?? 0,
    lastSeq: events.at(-1)?.seq ?? 0,
    versions: findVersions(events, disguised.values()),
    recordings,
    leftOut: { events: events.length - journal.length, bytes: thinned.leftOut },
  };
  files.set('info.json', json(info));
  return files;
}

function makeStep(
  step: Step,
  { from, until }: StepTime,
  events: readonly JournalEvent[],
  {
    run,
    figures,
    output,
    ports,
  }: Pick<ReferenceOptions, 'figures' | 'ports'> & {
    readonly run: string;
    readonly output: (id: string) => string | null;
  },
): ReferenceStep {
  const past = events.filter(({ at }) => at <= until);
  const { commands, checks } = toProgress(past);
  return {
    step: step.id,
    run,
    from,
    until,
    commands: step.commands.flatMap(({ id, opens }) => {
      const found = commands.find(({ stepCommand }) => stepCommand === id);
      if (found === undefined) return [];
      // A psql that the step leaves open waits for statements, also of the steps behind it.
      const record: CommandRecord =
        opens === null || found.state === 'ended' ? found : { ...found, state: 'interactive' };
      return { record, output: figures.has(id) ? output(record.id) : null };
    }),
    checks: step.checks.flatMap(({ id }) => checks.find((known) => known.id === id) ?? []),
    names: namesDuring(events, { from, until }, ports),
    witnesses: toReports(past),
  };
}

/** An event whose every text is disguised; what does not read as an event any more is a mistake of the disguise. */
function disguiseEvent(event: JournalEvent, disguise: Disguise): JournalEvent {
  const disguised: unknown = JSON.parse(JSON.stringify(event), (_key, value: unknown) =>
    typeof value === 'string' ? disguise(value) : value,
  );
  return parseJournalEvent(disguised);
}

function disguiseOutput(output: string | undefined, disguise: Disguise): string | null {
  return output === undefined ? null : output.split('\n').map(disguise).join('\n');
}

function castText(header: CastHeader, events: readonly CastEvent[]): string {
  return formatCastHeader(header) + events.map(formatCastEvent).join('');
}

function describeRecording(
  terminal: string,
  { startedAt }: CastHeader,
  events: readonly CastEvent[],
  text: string,
): RecordingInfo {
  return {
    terminal,
    bytes: Buffer.byteLength(text),
    seconds: events.at(-1)?.seconds ?? 0,
    startedAt,
    cuts: events.filter(({ code, data }) => code === 'm' && parseMarkLabel(data)?.kind === 'cut').length,
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
