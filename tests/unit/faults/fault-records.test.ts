import { describe, expect, test } from 'vitest';
import { createFaultBook, toFaultRecords } from '#protocol/fault-records.ts';
import type { FaultRecord } from '#protocol/fault.ts';
import { beginStory } from './cluster-story.ts';
import { beginProbe } from './probe-story.ts';
import { failedOver, killed, measured } from './stories.ts';

function only(records: readonly FaultRecord[]): FaultRecord {
  const [record, ...others] = records;
  if (record === undefined || others.length > 0) throw new Error(`${records.length} records instead of one`);
  return record;
}

describe('a failover', () => {
  const { story, beganAt } = measured({}, { unanswered: [101] });
  const record = only(toFaultRecords(story.events));

  test('names who led before and after', () => {
    expect(record).toMatchObject({
      fault: 'kill',
      node: 'pg-master',
      leaderBefore: 'pg-master',
      leaderAfter: 'pg-slave',
    });
  });

  test('has the outage from the last confirmed write before to the first one after', () => {
    const { outage } = record;
    expect(outage).toEqual({ lastAckBefore: beganAt - 45, firstAckAfter: beganAt + 36_005, resolution: 50 });
  });

  test('parts the outage without gaps, with the events that bound each part', () => {
    const phases = record.phases.map(({ name, from, to }) => [name, from - beganAt, to - beganAt]);
    expect(phases).toEqual([
      ['detect', -45, 30_000],
      ['elect', 30_000, 31_000],
      ['route', 31_000, 35_000],
      ['answer', 35_000, 36_005],
    ]);
    const kinds = record.phases.map(({ evidence }) => evidence.map((seq) => story.events[seq - 1]?.body.kind));
    expect(kinds).toEqual([
      ['fault', 'witness'],
      ['witness', 'witness'],
      ['witness', 'witness'],
      ['witness', 'probe-batch'],
    ]);
  });

  test('counts every write, and what the read-back of both nodes found', () => {
    expect(record.writes).toEqual({ acked: 480, failed: 720, unknown: 0 });
    expect(record).toMatchObject({ lost: 0, unanswered: 1, readBackFrom: ['pg-master', 'pg-slave'] });
  });

  test('was undone when the container was started, and healthy when all witnesses agreed for three seconds', () => {
    expect(record.undoneAt).toBe(beganAt + 46_000);
    expect(record.healthyAt).toBe(beganAt + 51_000);
  });

  test('stands beside what the live settings let one expect', () => {
    expect(record.timings).toMatchObject({ ttl: 30_000, session: 30_000, tick: 2_000, inter: 3_000, rise: 2 });
    expect(record.expected.total).toEqual({ min: 29_000, max: 42_000 });
  });

  test('is the same whether it is told event by event or as a whole', () => {
    const book = createFaultBook();
    for (const event of story.events) {
      book.add(event);
      book.records();
    }
    expect(book.records()).toEqual([record]);
  });
});

describe('while a fault goes on', () => {
  test('the outage has no end, and the phases end with the last known mark', () => {
    const { story, probe } = killed();
    probe.write(30_000, 'f');
    story.lock(null);
    const record = only(toFaultRecords(probe.write(5_000, 'f') && story.events));
    expect(record.outage?.firstAckAfter).toBeNull();
    expect(record.phases.map(({ name }) => name)).toEqual(['detect']);
    expect(record).toMatchObject({ leaderAfter: null, undoneAt: null, healthyAt: null, lost: null });
  });

  test('writes that are not settled yet make an outage too', () => {
    const { story } = killed();
    story.wait(20_000).tell({ kind: 'watch', state: 'goes-on' });
    expect(only(toFaultRecords(story.events)).outage).toMatchObject({ firstAckAfter: null });
  });

  test('a cluster that is whole for a moment only is not healthy', () => {
    const { story } = failedOver();
    story.engine('start', 'pg-master').whole('pg-slave', 2).wait(1_000).postgres('pg-master', 'silent').wait(10_000);
    expect(only(toFaultRecords(story.haproxy('pg-slave').events)).healthyAt).toBeNull();
  });
});

describe('the prediction', () => {
  const predict = (seconds: number) =>
    ({ kind: 'prediction', fault: 'kill', seconds, leader: 'other', lost: 0 }) as const;

  test('is the last one for that fault before it began', () => {
    const story = beginStory().whole('pg-master');
    story
      .tell(predict(10))
      .tell({ ...predict(3), fault: 'stop' })
      .tell(predict(30));
    story.engine('kill', 'pg-master', { signal: 9 }).engine('die', 'pg-master').tell(predict(36));
    expect(only(toFaultRecords(story.events)).prediction?.seconds).toBe(30);
  });
});

describe('without a probe', () => {
  test('nothing was measured, and the fault is told all the same', () => {
    const story = beginStory().whole('pg-master').engine('pause', 'pg-master').wait(30_000).lock('pg-slave');
    expect(only(toFaultRecords(story.events))).toMatchObject({ probe: null, outage: null, phases: [], lost: null });
  });

  test('nor by one that began after the fault', () => {
    const story = beginStory().whole('pg-master').engine('pause', 'pg-master').wait(1_000);
    beginProbe(story).write(20_000, 'f').write(5_000, 'a', 'pg-slave', 2);
    expect(only(toFaultRecords(story.events))).toMatchObject({ probe: null, outage: null });
  });

  test('nor by one that ended with a killed server', () => {
    const story = beginStory().whole('pg-master');
    beginProbe(story).write(5_000, 'a');
    story.tell({ kind: 'server-started', version: '1' }).tell({ kind: 'watch', state: 'began' }).whole('pg-master');
    story.wait(5_000).engine('pause', 'pg-master');
    expect(only(toFaultRecords(story.events)).probe).toBeNull();
  });
});

test('has no outage where writes went on in their rhythm', () => {
  const story = beginStory().whole('pg-master');
  const probe = beginProbe(story).write(5_000, 'a');
  story.engine('pause', 'pg-slave');
  probe.write(20_000, 'a');
  expect(only(toFaultRecords(story.events))).toMatchObject({ fault: 'replica-first', outage: null });
});

test('says that the resolution is coarse where the tries themselves hung', () => {
  const { story, probe, beganAt } = killed();
  story.wait(10_000).tell({
    kind: 'probe-batch',
    probe: 'probe-1',
    at: beganAt,
    numbers: [[101, 2]],
    sent: [0, 4_000],
    took: [4_000, 4_000],
    outcomes: 'uu',
    by: [],
    reasons: { timeout: 2 },
  });
  story.lock('pg-slave');
  probe.write(2_000, 'a', 'pg-slave', 2);
  expect(only(toFaultRecords(story.events)).outage?.resolution).toBe(6_000);
});

test('the two-node trap: nobody leads until the leader itself is back', () => {
  const story = beginStory().whole('pg-master');
  const probe = beginProbe(story).write(5_000, 'a');
  story
    .engine('kill', 'pg-slave', { signal: 2 })
    .engine('die', 'pg-slave')
    .containers({ 'pg-slave': { state: 'exited' } });
  probe.write(3_000, 'u');
  story.lock('pg-master', null);
  probe.write(5_000, 'a');
  story.engine('kill', 'pg-master', { signal: 2 }).engine('die', 'pg-master').lock(null);
  probe.write(8_000, 'f');
  story.engine('start', 'pg-slave').postgres('pg-slave', 'replica');
  probe.write(8_000, 'f');
  story.engine('start', 'pg-master');
  probe.write(2_000, 'f');
  story.lock('pg-master');
  probe.write(3_000, 'f');
  story.whole('pg-master', 2);
  probe.write(5_000, 'a', 'pg-master', 2).readBack('pg-master');
  const record = only(toFaultRecords(story.events));
  expect(record).toMatchObject({ fault: 'replica-first', leaderBefore: 'pg-master', leaderAfter: null, lost: 0 });
  expect(record.phases.map(({ name, from, to }) => [name, to - from])).toEqual([
    ['detect', 45],
    ['heal', 16_000],
    ['elect', 2_000],
    ['answer', 3_005],
  ]);
});

test('shares the rows of one probe out among the faults that it lasted over', () => {
  const { story, probe } = failedOver();
  story.engine('start', 'pg-master').whole('pg-slave', 2);
  probe.write(10_000, 'a', 'pg-slave', 2);
  story.engine('pause', 'pg-slave');
  probe.write(20_000, 'f');
  story.lock('pg-master').engine('unpause', 'pg-slave');
  probe.write(5_000, 'a', 'pg-master', 3);
  story.whole('pg-master', 3);
  // The rows 1 and 2 were written before the first fault, 1,100 between the two.
  probe.write(4_000, 'a', 'pg-master', 3).readBack('pg-master', { lost: [1, 2, 1_100] });
  expect(toFaultRecords(story.events).map(({ fault, lost }) => [fault, lost])).toEqual([
    ['kill', 2],
    ['pause', 1],
  ]);
});
