import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { numbersOf, type ReadBack } from '#protocol/probe.ts';
import { createAdapters } from '../../server/cluster/adapters.ts';
import { type Journal, openJournal, readAll } from '../../server/journal/journal.ts';
import { findPlaces } from '../../server/probe/places.ts';
import { createProbe, type Probe } from '../../server/probe/probe.ts';
import { waitFor } from '../wait-for.ts';
import { openStack, type Stack } from './stack.ts';

/** What a fault cost, by the journal. */
type Cost = {
  readonly acked: number;
  readonly failed: number;
  readonly unknown: number;
  /** Milliseconds of the longest time without an ack. */
  readonly outage: number;
  /** The longest time between two tries in the outage, from a second after its begin. */
  readonly resolution: number;
  readonly confirmedBy: readonly string[];
  readonly readBacks: readonly ReadBack[];
  readonly controls: readonly { readonly node: string; readonly outcome: string }[];
};

describe('the probe on the real cluster', () => {
  let lab: Stack;
  let own: AsyncDisposableStack;
  let journal: Journal;
  let probe: Probe;
  const errors: unknown[] = [];

  beforeAll(async () => {
    own = new AsyncDisposableStack();
    lab = own.use(await openStack());
    const adapters = own.use(createAdapters(lab.cluster));
    await lab.addHaproxy();
    await lab.docker('compose', 'up', '-d');
    await lab.untilHealthy();
    journal = own.use(openJournal(`${lab.folder}/../probe.sqlite`));
    probe = own.use(
      createProbe({
        journal,
        find: () => findPlaces(adapters, lab.cluster),
        report: (error) => errors.push(error),
      }),
    );
  });
  afterAll(() => own.disposeAsync());

  const status = () => {
    const now = probe.status();
    if (now === null) throw new Error('no probe');
    return now;
  };

  /** Disturbs the leader while the probe writes, waits until writes go through again, undoes it, reads back. */
  async function measure(
    fault: readonly string[],
    undo: readonly string[] | null,
  ): Promise<Cost & { leader: string; replica: string }> {
    const { leader, replica } = await lab.untilHealthy();
    await lab.until('entrypoint-routes-to-leader', 'passed', 40);
    await waitFor('the probe to start', () => probe.start('fault'), { within: 30_000, every: 500 });
    await waitFor('sixty acks', () => status().acked >= 60);
    const from = journal.lastSeq;
    await lab.docker(...fault, leader);
    await waitFor('an outage', () => (status().outage ?? 0) > 1_000, { within: 20_000 });
    await waitFor('acks again', () => status().outage === null, { within: 120_000 });
    const before = status().acked;
    await waitFor('sixty acks of the new leader', () => status().acked >= before + 60);
    if (undo !== null) await lab.docker(...undo, leader);
    await lab.untilHealthy();
    await probe.stop('recovered');
    await waitFor('the rows to be read back', () => status().state === 'ended', { within: 90_000 });
    expect(status().problem).toBeNull();
    const cost = costSince(from);
    const { confirmedBy: _, readBacks: __, ...figures } = cost;
    console.log(fault.join(' '), JSON.stringify(figures));
    return { ...cost, leader, replica };
  }

  function costSince(from: number): Cost {
    const { acked, failed, unknown } = status();
    const acks: number[] = [];
    const tries: number[] = [];
    const confirmedBy = new Set<string>();
    const readBacks: ReadBack[] = [];
    const controls: { node: string; outcome: string }[] = [];
    for (const { body } of readAll(journal, from, ['probe-batch', 'probe-read-back', 'probe-control'])) {
      if (body.kind === 'probe-read-back') readBacks.push(body);
      if (body.kind === 'probe-control') controls.push({ node: body.node, outcome: body.outcome });
      if (body.kind !== 'probe-batch') continue;
      for (const index of numbersOf(body).keys()) {
        const sent = body.at + (body.sent[index] ?? 0);
        tries.push(sent);
        if (body.outcomes[index] === 'a') acks.push(sent + (body.took[index] ?? 0));
      }
      for (const { node, timeline } of body.by) confirmedBy.add(`${node} on ${timeline}`);
    }
    const longest = longestGap(acks);
    const inside = tries.filter((moment) => moment > longest.from + 1_000 && moment <= longest.to);
    return {
      acked,
      failed,
      unknown,
      outage: longest.to - longest.from,
      resolution: longestGap(inside).to - longestGap(inside).from,
      confirmedBy: [...confirmedBy],
      readBacks,
      controls,
    };
  }

  /** What holds after every fault of a cluster in synchronous mode. */
  function expectNothingLost(cost: Cost & { leader: string; replica: string }): void {
    const { acked, unknown, readBacks, leader, replica, confirmedBy } = cost;
    expect(confirmedBy.map((who) => who.split(' ')[0])).toEqual([leader, replica]);
    expect(readBacks.map(({ role, node }) => `${role} ${node}`)).toEqual([`leader ${replica}`, `replica ${leader}`]);
    for (const readBack of readBacks) {
      expect(readBack).toMatchObject({ lostCount: 0, lost: [] });
      expect(readBack.rows).toBe(acked + readBack.unansweredCount);
      expect(readBack.unansweredCount).toBeLessThanOrEqual(unknown);
    }
    expect(readBacks[0]).toEqual({ ...readBacks[1], role: 'leader', node: replica });
    expect(errors).toEqual([]);
  }

  test('a crash of the leader costs no acknowledged row', async () => {
    const cost = await measure(['kill'], ['start']);
    expectNothingLost(cost);
    expect(cost.failed).toBeGreaterThan(20);
    expect(cost.resolution).toBeLessThan(1_500);
    expect(cost.controls).toEqual([]);
  });

  test('a graceful stop of the leader costs no acknowledged row', async () => {
    const cost = await measure(['stop'], ['start']);
    expectNothingLost(cost);
    expect(cost.controls).toEqual([]);
  });

  test('a frozen leader that wakes up beside the new one confirms nothing any more', async () => {
    const cost = await measure(['pause'], ['unpause']);
    expectNothingLost(cost);
    // Whether the moment of two primaries is caught depends on how soon Patroni steps down; if it is, one of them refuses.
    const confirmed = cost.controls.filter(({ outcome }) => outcome === 'acked').map(({ node }) => node);
    expect(confirmed.filter((node) => node === cost.leader)).toEqual([]);
  });

  test('none of it is a refused write in the log of a node', async () => {
    const view = await lab.view();
    expect(view.nodes.map(({ refusals }) => refusals.count)).toEqual([0, 0]);
  });
});

/** The longest time between two neighbours of some moments. */
function longestGap(moments: readonly number[]): { from: number; to: number } {
  const sorted = moments.toSorted((left, right) => left - right);
  let longest = { from: 0, to: 0 };
  for (const [index, to] of sorted.entries()) {
    const from = sorted[index - 1] ?? to;
    if (to - from > longest.to - longest.from) longest = { from, to };
  }
  return longest;
}
