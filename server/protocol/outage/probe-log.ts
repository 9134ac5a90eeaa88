import {
  type AckedRun,
  type ControlWrite,
  type ProbeBatch,
  type ReadBack,
  numbersOf,
  outcomeLetters,
} from '../probe.ts';

/** A confirmed write; times are milliseconds since the epoch, `seq` is its batch's place in the journal. */
export type Ack = { readonly at: number; readonly sent: number; readonly number: number; readonly seq: number };

/** A write that was not confirmed. */
export type Miss = {
  readonly at: number;
  readonly sent: number;
  readonly number: number;
  readonly outcome: 'failed' | 'unknown';
};

/** Confirmed writes in a row by one server on one timeline. */
export type AckedStretch = Pick<AckedRun, 'node' | 'timeline'> & { readonly from: number; readonly to: number };

/** What the journal tells of one probe: columns, since an hour is 72,000 writes. */
export type ProbeLog = {
  readonly probe: string;
  readonly startedBy: 'student' | 'fault';
  readonly startedAt: number;
  /** Milliseconds between two writes as asked for. */
  readonly spacing: number;
  readonly endedAt: number | null;
  /** In the order of settling. */
  readonly acks: readonly Ack[];
  readonly misses: readonly Miss[];
  readonly stretches: readonly AckedStretch[];
  readonly controls: readonly ControlWrite[];
  readonly readBacks: readonly ReadBack[];
};

/** A log that still grows. */
export type GrowingProbeLog = {
  readonly log: ProbeLog;
  readonly addBatch: (seq: number, batch: ProbeBatch) => void;
  readonly addControl: (write: ControlWrite) => void;
  readonly addReadBack: (readBack: ReadBack) => void;
  readonly end: (at: number) => void;
};

/** Writes and nodes of one probe that are told of: more than its two hours have, and a journal from elsewhere may name any number. */
const mostWrites = 250_000;
const mostNodes = 16;

/** Begins the log of a probe. */
export function beginProbeLog(
  started: Pick<ProbeLog, 'probe' | 'startedBy' | 'startedAt'> & { readonly rate: number },
): GrowingProbeLog {
  const acks: Ack[] = [];
  const misses: Miss[] = [];
  const stretches: { node: string | null; timeline: number | null; from: number; to: number }[] = [];
  const controls: ControlWrite[] = [];
  const readBacks: ReadBack[] = [];
  const log = {
    probe: started.probe,
    startedBy: started.startedBy,
    startedAt: started.startedAt,
    spacing: 1_000 / started.rate,
    endedAt: null as number | null,
    acks,
    misses,
    stretches,
    controls,
    readBacks,
  };

  function stretch(at: number, { node, timeline }: Pick<AckedRun, 'node' | 'timeline'>): void {
    const last = stretches.at(-1);
    if (last !== undefined && last.node === node && last.timeline === timeline) last.to = at;
    else stretches.push({ node, timeline, from: at, to: at });
  }

  return {
    log,
    addBatch(seq, batch) {
      if (acks.length + misses.length > mostWrites) return;
      const confirmers = batch.by.values();
      let run = confirmers.next().value;
      let left = run?.count ?? 0;
      for (const [index, number] of numbersOf(batch).entries()) {
        const sent = batch.at + (batch.sent[index] ?? 0);
        // Searched by halving: rounding must not put one before the other.
        const at = Math.max(sent + (batch.took[index] ?? 0), acks.at(-1)?.at ?? 0);
        const outcome = outcomeOf(batch.outcomes[index]);
        if (outcome !== 'acked') {
          misses.push({ at, sent, number, outcome });
          continue;
        }
        acks.push({ at, sent, number, seq });
        while (left === 0 && run !== undefined) {
          run = confirmers.next().value;
          left = run?.count ?? 0;
        }
        if (run === undefined) continue;
        left -= 1;
        stretch(at, run);
      }
    },
    addControl: (write) => void controls.push(write),
    addReadBack(readBack) {
      const before = readBacks.findIndex(({ node }) => node === readBack.node);
      if (before !== -1) readBacks.splice(before, 1);
      if (readBacks.length >= mostNodes) return;
      readBacks.push(readBack);
    },
    end(at) {
      log.endedAt ??= at;
    },
  };
}

function outcomeOf(letter: string | undefined): 'acked' | 'failed' | 'unknown' {
  if (letter === 'a' || letter === 'f') return outcomeLetters[letter];
  return 'unknown';
}

/** The index of the first ack that was settled after a moment. */
export function firstAfter(acks: readonly Ack[], moment: number): number {
  let low = 0;
  let high = acks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((acks[middle]?.at ?? Infinity) > moment) high = middle;
    else low = middle + 1;
  }
  return low;
}
