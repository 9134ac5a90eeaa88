import { describe, expect, test } from 'vitest';
import type { CheckResult } from '#protocol/check.ts';
import { createFaultBook } from '#protocol/fault-records.ts';
import { faultNames } from '#protocol/fault.ts';
import { beginStory, type ClusterStory } from '../faults/cluster-story.ts';
import { beginProbe } from '../faults/probe-story.ts';
import { failedOver, killed, measured } from '../faults/stories.ts';
import { ask, withEntrypoint } from './evidence.ts';

/** Asks a check over a told journal. */
function judge(id: string, story: ClusterStory): CheckResult {
  const book = createFaultBook();
  for (const event of story.events) book.add(event);
  const told = { records: book.records(), probes: book.probes(), reports: book.reports() };
  return ask(id, withEntrypoint('pg-slave'), [], told);
}

describe('a measured fault', () => {
  test('passes with its numbers', () => {
    const result = judge('kill-measured', measured().story);
    expect(result.outcome).toBe('passed');
    expect(result.message).toBe(
      'Перерыв записи 36 с (±0,05 с), подтверждено 480, потеряно 0; вместо pg-master стал вести pg-slave.',
    );
  });

  test('tells writes without an answer', () => {
    const story = beginStory().whole('pg-master');
    const probe = beginProbe(story).write(5_000, 'a');
    story.engine('pause', 'pg-master');
    probe.write(2_000, 'u');
    story.lock('pg-slave');
    probe.write(5_000, 'a', 'pg-slave', 2);
    story.engine('unpause', 'pg-master').whole('pg-slave', 2);
    probe.write(4_000, 'a', 'pg-slave', 2).readBack('pg-slave', { unanswered: [101] });
    expect(judge('pause-measured', story).observed).toContain('без ответа 40, из них записано 1');
  });

  test.each(faultNames)('of another kind does not pass %s-measured', (fault) => {
    if (fault === 'kill') return;
    const result = judge(`${fault}-measured`, measured().story);
    expect(result.outcome).toBe('not-yet');
    expect(result.message).toContain('последней была другая авария: гибель лидера');
  });
});

describe('a fault that is not measured', () => {
  test('because it goes on says so', () => {
    const result = judge('kill-measured', failedOver().story);
    expect(result).toMatchObject({ outcome: 'not-yet', observed: 'гибель лидера: авария ещё идёт (pg-master)' });
  });

  test('because no probe wrote asks for another try', () => {
    const story = beginStory().whole('pg-master').engine('pause', 'pg-master').engine('unpause', 'pg-master');
    const result = judge('pause-measured', story);
    expect(result.outcome).toBe('not-yet');
    expect(result.message).toContain('зонд в это время не писал');
  });

  test('because its rows were read back from one node only names the node', () => {
    const { story } = failedOver();
    story.engine('start', 'pg-master').tell({ kind: 'probe-ended', probe: 'probe-1', reason: 'student' });
    story.tell({
      kind: 'probe-read-back',
      probe: 'probe-1',
      node: 'pg-slave',
      role: 'leader',
      rows: 300,
      lostCount: 0,
      lost: [],
      unansweredCount: 0,
      unanswered: [],
    });
    expect(judge('kill-measured', story)).toMatchObject({
      outcome: 'not-yet',
      observed: 'гибель лидера: было, но строки зонда сверены только с pg-slave',
    });
  });
});

describe('the undo', () => {
  test('passes once the cluster is whole again, with the time that it took', () => {
    const result = judge('kill-undone', measured().story);
    expect(result).toMatchObject({ outcome: 'passed', observed: 'кластер снова цел через 5 с после возвращения' });
  });

  test('says what is stuck and how to mend it', () => {
    const result = judge('kill-undone', failedOver().story);
    expect(result.outcome).toBe('not-yet');
    expect(result.message).toContain('контейнер pg-master не работает');
    expect(result.message).toContain('docker start pg-master');
  });
});

describe('the two-node trap', () => {
  test('has not shut while the leader went on alone', () => {
    const story = beginStory().whole('pg-master');
    const probe = beginProbe(story).write(5_000, 'a');
    story.engine('pause', 'pg-slave');
    probe.write(5_000, 'u').write(5_000, 'a');
    story.engine('unpause', 'pg-slave').whole('pg-master');
    probe.write(4_000, 'a').readBack('pg-master');
    const result = judge('replica-first-measured', story);
    expect(result.outcome).toBe('not-yet');
    expect(result.message).toContain('лидер pg-master остался и писал дальше');
  });
});

describe('variants of the kill', () => {
  const asynchronous = measured({ synchronousMode: false }, { lost: [99] }).story;
  const tuned = measured({ ttl: 20 }).story;
  const plain = measured().story;

  test('without synchronous mode pass async-measured only', () => {
    expect(judge('async-measured', asynchronous).outcome).toBe('passed');
    expect(judge('async-measured', asynchronous).observed).toContain('потеряно 1');
    expect(judge('kill-measured', asynchronous).outcome).toBe('not-yet');
    expect(judge('async-measured', plain).message).toContain('synchronous_mode был включён');
  });

  test('with shorter timings pass tuned-measured', () => {
    expect(judge('tuned-measured', tuned).outcome).toBe('passed');
    expect(judge('tuned-measured', plain).message).toContain('ttl 30 с, inter 3 с');
  });

  test('synchronous mode is restored only after it was off', () => {
    expect(judge('sync-restored', plain).outcome).toBe('not-yet');
    expect(judge('sync-restored', asynchronous).message).toContain('synchronous_mode всё ещё выключен');
    asynchronous.whole('pg-slave', 2);
    expect(judge('sync-restored', asynchronous).outcome).toBe('passed');
  });

  test('timings are restored only after others were measured', () => {
    expect(judge('timings-restored', plain).outcome).toBe('not-yet');
    expect(judge('timings-restored', tuned).message).toContain('ttl 20 с');
    tuned.whole('pg-slave', 2);
    expect(judge('timings-restored', tuned).outcome).toBe('passed');
  });
});

describe('the probe', () => {
  test('has written once its rows were read back from both nodes', () => {
    const result = judge('probe-writes', measured().story);
    expect(result).toMatchObject({ outcome: 'passed' });
    expect(result.message).toBe('Зонд подтвердил 480 строк, и все они есть на обоих узлах.');
  });

  test('that still writes is not read back', () => {
    expect(judge('probe-writes', killed().story).observed).toBe('зонд пишет: подтверждено 100');
  });
});

test('the cluster is ready when nothing is missing', () => {
  expect(judge('cluster-ready', measured().story).outcome).toBe('passed');
  expect(judge('cluster-ready', killed().story).message).toContain('docker start pg-master');
});

test('a comparison needs four different faults', () => {
  expect(judge('all-compared', measured().story).observed).toBe('измерено разных аварий: 1');
});
