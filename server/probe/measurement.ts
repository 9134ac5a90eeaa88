import type { WriteOutcome } from '#protocol/probe.ts';
import type { Journal } from '../journal/journal.ts';
import type { PostgresAddress } from '../cluster/postgres.ts';
import { type SettledWrite, toBatch } from './batch.ts';
import { createControl } from './control.ts';
import type { Ledger } from './ledger.ts';
import type { Places } from './places.ts';
import { startWriter } from './writer.ts';

/** What is known of a running probe's writes, the last second's included. */
export type Tally = Readonly<Record<WriteOutcome, number>> & {
  readonly lastAckAt: number | null;
  /** Why the last write without a confirmation has none. */
  readonly lastReason: string | null;
};

/** One probe while it writes. */
export type Measurement = AsyncDisposable & {
  readonly tally: () => Tally;
  /** Begins no write any more; settles when the last batch is in the journal. */
  readonly end: () => Promise<void>;
};

export type MeasurementOptions = {
  readonly probe: string;
  readonly rate: number;
  readonly journal: Pick<Journal, 'append' | 'now'>;
  readonly ledger: Ledger;
  /** Where the entry point and the nodes were found before the start. */
  readonly address: PostgresAddress;
  readonly places: Places;
  readonly find: () => Promise<Places>;
  readonly opened: () => void;
  readonly report: (error: unknown) => void;
};

const batchEvery = 1_000;
/** A container that was made anew may have another address or port: asked again this often while no write goes through. */
const findAgainAfter = 5_000;
/** A connection that is opened later than this asks where everything is now. */
const trustPlacesFor = 2_000;

/** Starts to write and to look for a second primary. */
export function startMeasurement(options: MeasurementOptions): Measurement {
  const { probe, journal, ledger, report } = options;
  const tally = {
    acked: 0,
    failed: 0,
    unknown: 0,
    lastAckAt: null as number | null,
    lastReason: null as string | null,
  };
  let { address, places } = options;
  let foundAt = journal.now();
  let finding: Promise<void> | null = null;
  let settled: SettledWrite[] = [];

  const writer = startWriter({
    probe,
    rate: options.rate,
    address: () => address,
    now: journal.now,
    opened: options.opened,
    // Containers that were started again may have changed their addresses, even with each other.
    reached: () => {
      if (journal.now() - foundAt > trustPlacesFor) findAgain();
    },
    settled: (write) => {
      settled.push(write);
      tally[write.outcome] += 1;
      if (write.outcome === 'acked') tally.lastAckAt = write.settledAt;
      else tally.lastReason = write.reason;
    },
  });
  const control = createControl({ probe, nodes: () => places.nodes, journal, report });
  const timer = setInterval(() => {
    // Who confirmed is told by the newest addresses.
    void (finding ?? Promise.resolve()).then(flush).catch(report);
    const quietSince = Math.max(tally.lastAckAt ?? 0, foundAt);
    if (journal.now() - quietSince > findAgainAfter) findAgain();
  }, batchEvery);

  function nodeAt(server: string): string | null {
    return places.nodes.find(({ addresses }) => addresses.includes(server))?.name ?? null;
  }

  function findAgain(): void {
    finding ??= lookAgain().finally(() => {
      finding = null;
    });
  }

  async function lookAgain(): Promise<void> {
    try {
      const found = await options.find();
      foundAt = journal.now();
      if (found.nodes.length > 0) places = found;
      address = found.entrypoint ?? address;
    } catch (error) {
      report(error);
    }
  }

  function flush(): void {
    const batch = toBatch(probe, settled, nodeAt);
    if (batch === null) return;
    journal.append({ kind: 'probe-batch', ...batch });
    settled = [];
    ledger.add(batch);
  }

  async function close(): Promise<void> {
    clearInterval(timer);
    await control[Symbol.asyncDispose]();
    await finding;
    flush();
  }

  return {
    tally: () => ({ ...tally }),
    async end() {
      await writer.stop();
      await close();
    },
    async [Symbol.asyncDispose]() {
      await writer[Symbol.asyncDispose]();
      await close();
    },
  };
}
