import { expect, test } from 'vitest';
import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import type { Testimony } from '#protocol/witness.ts';
import { toReports } from '#protocol/witness-reports.ts';
import { createDesk } from '../../../server/cluster/watch/desk.ts';

/** A journal in memory whose clock is its own number of events. */
function openDesk() {
  const events: JournalEvent[] = [];
  const append = (body: EventBody) => {
    const event = { seq: events.length + 1, at: events.length + 1, body };
    events.push(event);
    return event;
  };
  const report = (error: unknown) => {
    throw error;
  };
  return { desk: createDesk({ append, now: () => 1_000 }, report), events };
}

const docker = { witness: 'docker', node: null } as const;
const node = { witness: 'postgres', node: 'pg-slave' } as const;
const nothing: Testimony = { witness: 'docker', containers: [] };

function standby(lag: number): Testimony {
  return {
    witness: 'postgres',
    inRecovery: false,
    readOnly: false,
    timeline: 1,
    receiving: null,
    standbys: [{ node: 'pg-master', state: 'streaming', syncState: 'sync', lag }],
    syncNames: '',
  };
}

test('an answer that says the same again is no event, and yet a sign of life', () => {
  const { desk, events } = openDesk();
  desk.answer(docker, { testimony: nothing });
  desk.answer(docker, { testimony: nothing });
  expect(events).toHaveLength(1);
  expect(desk.reports()).toMatchObject([{ witness: 'docker', answeredAt: 1_000, changedAt: 1 }]);
});

test('a voice that falls silent keeps its last words, and tells them anew when it is back', () => {
  const { desk, events } = openDesk();
  desk.answer(node, { testimony: standby(0), gauges: { lsn: '0/1', standbys: [], sessions: {} } });
  desk.silence(node, 'контейнер приостановлен');
  desk.silence(node, 'контейнер приостановлен');
  expect(desk.reports()).toMatchObject([
    { problem: 'контейнер приостановлен', testimony: standby(0), gauges: null, answeredAt: 1_000 },
  ]);
  desk.answer(node, { testimony: standby(0) });
  expect(events.map(({ body }) => body.kind === 'witness' && body.problem)).toEqual([
    null,
    'контейнер приостановлен',
    null,
  ]);
});

test('whoever begins to watch is told everything anew', () => {
  const { desk, events } = openDesk();
  desk.begin();
  desk.answer(docker, { testimony: nothing });
  desk.begin();
  expect(desk.reports()).toEqual([]);
  desk.answer(docker, { testimony: nothing });
  expect(events.map(({ body }) => body.kind)).toEqual(['watch', 'witness', 'watch', 'witness']);
});

test('voices of a node that is gone are left out, and the journal tells the same as the desk', () => {
  const { desk, events } = openDesk();
  desk.begin();
  desk.answer(docker, { testimony: nothing });
  desk.answer(node, { testimony: standby(65_536) });
  desk.silence({ witness: 'patroni', node: 'pg-gone' }, 'контейнера нет');
  desk.keepOnly((voice) => voice.node !== 'pg-gone');
  expect(desk.reports().map(({ witness }) => witness)).toEqual(['docker', 'postgres']);
  const plain = (reports: ReturnType<typeof toReports>) =>
    reports.map(({ witness, node, problem, testimony, changedAt }) => ({
      witness,
      node,
      problem,
      testimony,
      changedAt,
    }));
  expect(plain(toReports(events))).toEqual(plain(desk.reports()));
});

test('a journal that can’t be written to is told once, and the change is told when it can', () => {
  const errors: unknown[] = [];
  let full = true;
  const events: JournalEvent[] = [];
  const append = (body: EventBody) => {
    if (full) throw new Error('no space left');
    events.push({ seq: 1, at: 1, body });
    return { seq: 1, at: 1, body };
  };
  const desk = createDesk({ append, now: () => 1 }, (error) => errors.push(error));
  desk.answer(docker, { testimony: nothing });
  desk.answer(docker, { testimony: nothing });
  expect(errors).toHaveLength(1);
  expect(desk.reports()).toEqual([]);
  full = false;
  desk.answer(docker, { testimony: nothing });
  expect(events).toHaveLength(1);
});

test('listeners hear of changes only, until they are gone', () => {
  const { desk } = openDesk();
  let heard = 0;
  const listening = desk.onChange(() => (heard += 1));
  desk.answer(docker, { testimony: nothing });
  desk.answer(docker, { testimony: nothing });
  desk.confirm(docker);
  listening[Symbol.dispose]();
  desk.silence(docker, 'Docker Engine не отвечает');
  expect(heard).toBe(1);
});
