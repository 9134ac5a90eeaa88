import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beliefOf } from '#protocol/belief.ts';
import { type FaultName, type FaultRecord, faultNames } from '#protocol/fault.ts';
import { toFaultRecords } from '#protocol/fault-records.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import { parseList, parseRecord } from '#protocol/parse.ts';
import { toPicture } from '#protocol/picture.ts';
import { wholeness } from '#protocol/wholeness.ts';
import { toReports } from '#protocol/witness-reports.ts';
import { type WitnessReport, witnessNames } from '#protocol/witness.ts';
import { parseWitnessReport } from '#protocol/witness-parse.ts';
import { solve, type SolveResult } from '../../server/solve/solve.ts';
import { startTestLab, type TestLab } from '../lab.ts';
import { fetchTimeline } from '../timeline.ts';

let lab: TestLab;
let result: SolveResult;
let events: readonly JournalEvent[];
let records: readonly FaultRecord[];
let reports: readonly WitnessReport[];
const lines: string[] = [];

/** The way through the lab is long; whoever wants to know where it stands reads it as it goes. */
const within = 1_500_000;

beforeAll(async () => {
  lab = await startTestLab();
  result = await solve({ client: lab.client, until: null, print: (line) => lines.push(line) });
  events = await fetchTimeline(lab);
  records = toFaultRecords(events);
  const state = parseRecord(await lab.ask('GET', '/run'), 'run');
  reports = parseList(state.witnesses, 'run.witnesses', parseWitnessReport);
}, within);
afterAll(() => lab?.[Symbol.asyncDispose](), 120_000);

/** The faults of part 4: those of part 3 had no probe. */
function measured(fault: FaultName): readonly FaultRecord[] {
  return records.filter((record) => record.fault === fault && record.probe !== null);
}

it('walks the whole lab from a bare machine to the last fault, and every check passes', () => {
  expect(result.failed, lines.join('\n')).toEqual([]);
  expect(result.passed).toBeGreaterThanOrEqual(20 + faultNames.length * 2);
});

describe.each(faultNames)('the fault %s', (fault) => {
  it('is recognised, measured and undone', () => {
    expect(measured(fault).length).toBeGreaterThanOrEqual(1);
    for (const record of measured(fault)) {
      expect(record.prediction).not.toBeNull();
      expect(record.healthyAt).toBeGreaterThan(record.beganAt);
      expect(record.writes.acked).toBeGreaterThan(0);
    }
  });

  it('is read back from both nodes, and in synchronous mode loses no confirmed row', () => {
    for (const { readBackFrom, lost } of measured(fault)) {
      expect(readBackFrom).toHaveLength(2);
      expect(lost).not.toBeNull();
    }
    const synchronous = measured(fault).filter(({ timings }) => timings.synchronousMode === true);
    expect(synchronous.length).toBeGreaterThanOrEqual(1);
    expect(synchronous.map(({ lost }) => lost)).toEqual(synchronous.map(() => 0));
  });

  it('has phases that follow each other inside the outage', () => {
    for (const { outage, phases } of measured(fault)) {
      const bounds = outage === null ? [] : [outage.lastAckBefore, outage.firstAckAfter ?? Infinity];
      expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
      const marks = phases.map(({ from, to }) => [from, to]);
      expect(marks.flat()).toEqual(marks.flat().toSorted((a, b) => a - b));
      // Without a hole from the first to the last, which are the outage's own bounds.
      expect(marks.slice(1).map(([from]) => from)).toEqual(marks.slice(0, -1).map(([, to]) => to));
      expect(marks.length === 0 ? bounds : [marks[0]?.[0], marks.at(-1)?.[1]]).toEqual(bounds);
    }
  });

  it('shows no moment in which two nodes confirmed writes', () => {
    expect(measured(fault).flatMap(({ splitBrain }) => splitBrain)).toEqual([]);
  });
});

it.each(['stop', 'kill', 'pause', 'network', 'switchover'] as const)('%s makes the other node the leader', (fault) => {
  for (const { leaderBefore, leaderAfter } of measured(fault)) {
    expect(leaderAfter).not.toBeNull();
    expect(leaderAfter).not.toBe(leaderBefore);
  }
});

it.each(['zookeeper', 'replica-first'] as const)('%s leaves nobody to take the writes until it is undone', (fault) => {
  for (const { outage, undoneAt } of measured(fault)) {
    expect(outage).not.toBeNull();
    expect(undoneAt).not.toBeNull();
    expect(outage?.firstAckAfter).toBeGreaterThan(undoneAt ?? Infinity);
  }
});

it('is measured without the synchronous mode and with short timings too', () => {
  const kills = measured('kill').map(({ timings }) => timings);
  expect(kills.some(({ synchronousMode }) => synchronousMode === false)).toBe(true);
  expect(kills.some(({ ttl, inter }) => (ttl ?? 0) < 30_000 && (inter ?? 0) < 3_000)).toBe(true);
});

it('ends with all witnesses in agreement on a whole cluster', () => {
  expect(wholeness(reports)).toMatchObject({ whole: true });
  const named = witnessNames.map((witness) => beliefOf(witness, reports).primaries);
  const [, postgres] = named;
  expect(postgres).toHaveLength(1);
  // Docker sees two nodes run, and cannot tell.
  expect(named).toEqual([null, postgres, postgres, postgres, postgres]);
});

it('draws the same picture from the replayed journal as live', () => {
  expect(toPicture(toReports(events))).toEqual(toPicture(reports));
});
