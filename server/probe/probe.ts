import type { ProbeStatus, probeEnds } from '#protocol/probe.ts';
import { withDeadline } from '../cluster/deadline.ts';
import type { Journal } from '../journal/journal.ts';
import { noEntryPoint, noProbe, stillReadingBack, stillWriting } from './errors.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { type Measurement, startMeasurement } from './measurement.ts';
import { readPast } from './past.ts';
import type { Places } from './places.ts';
import { prepareProbeTables } from './prepare.ts';
import { readBackAll } from './read-back.ts';
import { describeStatus } from './status.ts';
import { createStatusTeller } from './status-teller.ts';
import { probeTable } from './table.ts';

export type ProbeEnd = (typeof probeEnds)[number];

/** The writer that measures from outside when the database answers; a run has one at a time. */
export type Probe = AsyncDisposable & {
  /**
   * Begins a new probe; one that writes already goes on.
   * @throws LabError 409 when there is nothing to write through, or the last one's rows are still being read
   */
  readonly start: (by: 'student' | 'fault') => Promise<ProbeStatus>;
  /**
   * Ends it; its rows are then read back, which goes on after the answer.
   * @throws LabError 409 when the run has had no probe
   */
  readonly stop: (reason: ProbeEnd) => Promise<ProbeStatus>;
  /**
   * Reads the last one's rows once more; the answer does not wait for them.
   * @throws LabError 409 while it writes, or when the run has had no probe
   */
  readonly readBack: () => ProbeStatus;
  /** The probe of now, or the last one. */
  readonly status: () => ProbeStatus | null;
  /** Tells the status when it has changed, at most four times a second. */
  readonly onStatus: (listener: (status: ProbeStatus) => void) => Disposable;
};

export type ProbeOptions = {
  readonly journal: Journal;
  /** Where the cluster is now. */
  readonly find: () => Promise<Places>;
  readonly report: (error: unknown) => void;
  /** Told before each connection through the entry point. */
  readonly opened?: () => void;
  /** Held while it writes and reads back: the witnesses must be watched whether or not a page is open. */
  readonly hold?: () => Disposable;
  /** Milliseconds after which it ends by itself. */
  readonly limit?: number;
};

/** The probe of now or the last one. */
export type PresentProbe = {
  readonly probe: string;
  readonly ledger: Ledger;
  /** When its first write was due. */
  startedAt: number;
  state: ProbeStatus['state'];
  /** While it writes. */
  measurement: Measurement | null;
  /** Lets go of what is held while it writes. */
  release: () => void;
  ending: Promise<void> | null;
  reading: Promise<void> | null;
  /** Why not everything was read back. */
  problem: string | null;
};

/** Writes a second. */
const rate = 20;
/** Milliseconds that a start waits for the former probe's rows to be read. */
const patience = 3_000;

/** Makes the run's probe. One that a killed server left open ends now; what was not read back yet is tried. */
export function createProbe({
  journal,
  find,
  report,
  hold,
  opened = () => {},
  limit = 2 * 3_600_000,
}: ProbeOptions): Probe {
  const { count: before, last } = readPast(journal);
  const closing = new AbortController();
  let count = before;
  let present: PresentProbe | null = null;
  let starting: Promise<ProbeStatus> | null = null;
  const teller = createStatusTeller(() => (present === null ? null : describeStatus(present, journal.now())));

  if (last !== null) {
    present = ofNow(last.probe, last.startedAt, last.ledger, 'ended');
    if (last.ended === null) journal.append({ kind: 'probe-ended', probe: last.probe, reason: 'server' });
    if (last.readFrom.size < 2) readRows(present);
  }

  function tellOf(probe: PresentProbe): ProbeStatus {
    teller.changed();
    return describeStatus(probe, journal.now());
  }

  async function begin(by: 'student' | 'fault'): Promise<ProbeStatus> {
    if (present !== null && present.state === 'writing' && present.ending === null) return tellOf(present);
    await former();
    const places = await find();
    if (places.entrypoint === null || places.problem !== null) throw noEntryPoint(places.problem ?? 'её нет');
    const { entrypoint } = places;
    const earlier = present;
    const mine = ofNow(`probe-${count + 1}`, journal.now(), createLedger(), 'starting');
    present = mine;
    teller.changed();
    try {
      opened();
      await prepareProbeTables(entrypoint);
      closing.signal.throwIfAborted();
    } catch (error) {
      present = earlier;
      teller.changed();
      throw error;
    }
    count += 1;
    const { probe, ledger } = mine;
    const started = journal.append({
      kind: 'probe-started',
      probe,
      startedBy: by,
      rate,
      table: probeTable,
      port: entrypoint.port,
    });
    mine.measurement = startMeasurement({
      probe,
      rate,
      journal,
      ledger,
      address: entrypoint,
      places,
      find,
      opened,
      report,
    });
    mine.startedAt = started.at;
    mine.state = 'writing';
    const held = hold?.();
    const timer = setTimeout(() => void end(mine, 'limit').catch(report), limit);
    mine.release = () => {
      clearTimeout(timer);
      held?.[Symbol.dispose]();
    };
    return tellOf(mine);
  }

  /** Waits for the former probe to end and to be read back: a new one deletes its rows. */
  async function former(): Promise<void> {
    const was = present;
    if (was === null || was.state === 'ended') return;
    await was.ending;
    let late = false;
    const finished = was.reading ?? Promise.resolve();
    await withDeadline('сверка', patience, finished).catch(() => {
      late = true;
    });
    if (late) throw stillReadingBack();
  }

  function end(mine: PresentProbe, reason: ProbeEnd): Promise<void> {
    mine.ending ??= (async () => {
      if (reason === 'server') await mine.measurement?.[Symbol.asyncDispose]();
      else await mine.measurement?.end();
      mine.measurement = null;
      journal.append({ kind: 'probe-ended', probe: mine.probe, reason });
      mine.state = 'ended';
      if (reason !== 'server') readRows(mine);
      mine.release();
      teller.changed();
    })();
    return mine.ending;
  }

  function readRows(mine: PresentProbe): void {
    if (mine.reading !== null) return;
    const { probe, ledger } = mine;
    const work = async () => {
      using _held = hold?.();
      try {
        opened();
        mine.problem = await readBackAll({ probe, ledger, find, journal, report, signal: closing.signal });
      } catch (error) {
        report(error);
        mine.problem = 'сверка прервалась из-за ошибки сервера лаборатории';
      }
      mine.state = 'ended';
      mine.reading = null;
      teller.changed();
    };
    mine.state = 'reading-back';
    mine.problem = null;
    mine.reading = work();
    teller.changed();
  }

  return {
    async start(by) {
      starting ??= begin(by).finally(() => {
        starting = null;
      });
      const status = await starting;
      return status;
    },
    async stop(reason) {
      if (present === null) throw noProbe();
      if (present.state === 'starting') await starting;
      if (present.state === 'writing') await end(present, reason);
      return tellOf(present);
    },
    readBack() {
      if (present === null) throw noProbe();
      if (present.state === 'starting' || present.state === 'writing') throw stillWriting();
      readRows(present);
      return tellOf(present);
    },
    status: () => (present === null ? null : describeStatus(present, journal.now())),
    onStatus: teller.onStatus,
    async [Symbol.asyncDispose]() {
      closing.abort();
      await starting?.catch(() => undefined);
      if (present?.state === 'writing') await end(present, 'server');
      await present?.reading;
      teller[Symbol.dispose]();
    },
  };
}

function ofNow(probe: string, startedAt: number, ledger: Ledger, state: ProbeStatus['state']): PresentProbe {
  return {
    probe,
    startedAt,
    ledger,
    state,
    measurement: null,
    release: () => undefined,
    ending: null,
    reading: null,
    problem: null,
  };
}
