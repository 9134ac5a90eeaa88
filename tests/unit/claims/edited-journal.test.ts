import { describe, expect, test } from 'vitest';
import { allChecks, findCheck } from '#checks/all-checks.ts';
import { allClaims } from '#checks/claims/all-claims.ts';
import { judgeClaims } from '#checks/claims/judge-claims.ts';
import type { NodeView } from '#protocol/cluster.ts';
import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import { withEntrypoint } from '../checks/evidence.ts';
import { tellLab } from './told-lab.ts';
import { tellRunner } from './told-runner.ts';
import { readWholeLab } from './whole-lab.ts';

const { events: told } = await tellLab();
const walk = tellRunner(await readWholeLab());
await walk.look(withEntrypoint('pg-slave'), 'cluster-ready', 'sync-restored', 'timings-restored');
const real = walk.events;

function shownIn(events: readonly JournalEvent[]): readonly string[] {
  return judgeClaims(events)
    .filter(({ state }) => state === 'shown')
    .map(({ id }) => id);
}

/** The claims that were shown before an edit and are not after it. */
function fallenBy(events: readonly JournalEvent[], edited: readonly JournalEvent[]): readonly string[] {
  expect(edited).not.toEqual(events);
  const left = shownIn(edited);
  return shownIn(events).filter((id) => !left.includes(id));
}

/** The same journal with bodies replaced; null takes the event out. */
function edit(events: readonly JournalEvent[], change: (body: EventBody, event: JournalEvent) => EventBody | null) {
  return events.flatMap((event) => {
    const body = change(event.body, event);
    return body === null ? [] : [{ ...event, body }];
  });
}

function withoutFact(name: string) {
  return edit(told, (body) => (body.kind === 'fact' && body.fact === name ? null : body));
}

/** The claims that lean on a check. */
function leaningOn(...checks: readonly string[]): readonly string[] {
  return allClaims.filter((claim) => claim.checks.some((check) => checks.includes(check))).map(({ id }) => id);
}

const afterFailover = [
  'failover-happened',
  'table-after-failover',
  'old-leader-back',
  'old-leader-caught-up',
  'roles-swapped',
  'conclusion-failover',
  'conclusion-return',
];

describe('a told lab whose journal was edited', () => {
  test('without the change of leader loses what follows from it', () => {
    expect(fallenBy(told, withoutFact('failover'))).toEqual(afterFailover);
  });

  test('in which the new leader has the old one’s name loses the same: the timeline alone proves nothing', () => {
    const edited = edit(told, (body) =>
      body.kind === 'fact' && body.fact === 'failover'
        ? { ...body, detail: { ...body.detail, to: body.detail.from ?? '' } }
        : body,
    );
    expect(fallenBy(told, edited)).toEqual(afterFailover);
    expect(judgeClaims(edited).find(({ id }) => id === 'failover-happened')?.why).toContain(
      'записанное этого не подтверждает',
    );
  });

  test('without the stop of the leader loses the failover after it, and not what was written and read', () => {
    expect(fallenBy(told, withoutFact('leader-stopped'))).toEqual([
      'leader-stopped',
      'failover-happened',
      'conclusion-failover',
    ]);
  });

  test.each([
    ['table', ['table-on-leader', 'row-through-entrypoint', 'table-after-failover', 'old-leader-caught-up']],
    ['refused-write', ['replica-refuses-write']],
    ['survived', ['data-survived-restart']],
  ])('without the facts %s loses what leans on them', (fact, checks) => {
    expect(fallenBy(told, withoutFact(fact))).toEqual(leaningOn(...checks));
  });

  const observed = told.flatMap(({ body }) =>
    body.kind === 'check-result' && findCheck(body.result.id)?.lasts === 'now' ? [body.result.id] : [],
  );

  test.each(observed)('without the observation that %s passed over loses what was seen in it', (check) => {
    const result = told.findIndex(({ body }) => body.kind === 'check-result' && body.result.id === check);
    const seen = told.findLastIndex(({ body }, index) => index < result && body.kind === 'observation');
    const following = told.slice(seen + 1);
    const end = following.findIndex(({ body }) => body.kind !== 'check-result');
    const shared = following
      .slice(0, end === -1 ? undefined : end)
      .flatMap(({ body }) => (body.kind === 'check-result' ? [body.result.id] : []));
    const edited = told.filter((_, index) => index !== seen);
    expect(fallenBy(told, edited)).toEqual(leaningOn(...shared));
  });

  test('without any observation keeps what happened and loses what was seen', () => {
    const edited = edit(told, (body) => (body.kind === 'observation' ? null : body));
    expect(fallenBy(told, edited)).toEqual(shownIn(told).filter((id) => leaningOn(...observed).includes(id)));
  });

  const passed = [
    ...new Set(
      told.flatMap(({ body }) =>
        body.kind === 'check-result' && body.result.outcome === 'passed' ? [body.result.id] : [],
      ),
    ),
  ];

  test.each(passed)('in which %s never passed loses what leans on it', (check) => {
    const edited = edit(told, (body) =>
      body.kind === 'check-result' && body.result.id === check
        ? { ...body, result: { ...body.result, outcome: 'not-yet' } }
        : body,
    );
    expect(fallenBy(told, edited)).toEqual(leaningOn(check));
  });

  test('in which the replica had other rows loses what was read there', () => {
    const forged = (node: NodeView): NodeView => ({
      ...node,
      postgres: { ...node.postgres, tables: node.postgres.tables.map((found) => ({ ...found, digest: 'other' })) },
    });
    const edited = edit(told, (body) =>
      body.kind === 'observation'
        ? {
            ...body,
            view: {
              ...body.view,
              nodes: body.view.nodes.map((node) => (node.postgres.inRecovery === true ? forged(node) : node)),
            },
          }
        : body,
    );
    expect(fallenBy(told, edited)).toEqual(leaningOn('row-on-replica', 'old-leader-caught-up'));
  });

  test('tells what was observed, not what the recorded verdict says', () => {
    const edited = edit(told, (body) =>
      body.kind === 'check-result'
        ? { ...body, result: { ...body.result, observed: 'лидер — mallory', message: 'Лидер — mallory.' } }
        : body,
    );
    expect(judgeClaims(edited)).toEqual(judgeClaims(told));
  });
});

test('names of any length do not make sentences of any length', () => {
  const edited = edit(told, (body) =>
    body.kind === 'fact' && body.fact === 'table'
      ? { ...body, detail: { ...body.detail, table: 'x'.repeat(60_000) } }
      : body,
  );
  for (const { sentence, why, evidence } of judgeClaims(edited)) {
    const texts = [sentence, why ?? '', ...evidence.map(({ label }) => label)];
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(2_000);
  }
});

test('verdicts alone prove nothing: a journal of invented passes shows no claim', () => {
  const invented = allChecks.map(({ id, expected }, index): JournalEvent => {
    const result = { id, outcome: 'passed', message: expected, observed: expected, expected } as const;
    return { seq: index + 1, at: index, body: { kind: 'check-result', result } };
  });
  expect(shownIn(invented)).toEqual([]);
});

describe('a real walk whose journal was edited', () => {
  const killed = real.findLast(({ body }) => body.kind === 'probe-batch' && body.probe === 'probe-3');

  test('loses a measurement whose confirmed rows are not those that were read back', () => {
    const edited = edit(real, (body, event) =>
      event === killed && body.kind === 'probe-batch' ? { ...body, outcomes: body.outcomes.replace('a', 'u') } : body,
    );
    expect(fallenBy(real, edited)).toEqual(['kill-measured', 'all-compared']);
    const why = judgeClaims(edited).find(({ id }) => id === 'kill-measured')?.why;
    expect(why).toBe(
      'Числа зонда не сходятся: на узле pg-master прочитано 256 строк, а по записям зонда их должно быть 255.',
    );
  });

  test('loses a measurement whose lost rows were struck off', () => {
    const losing = edit(real, (body) =>
      body.kind === 'probe-read-back' && body.probe === 'probe-9'
        ? { ...body, rows: body.rows - 2, lostCount: 2, lost: [1, 2] }
        : body,
    );
    expect(judgeClaims(losing).find(({ id }) => id === 'async-measured')?.sentence).toContain(
      'потеряно 2 из 142 подтверждённых строк',
    );
    const edited = edit(losing, (body) =>
      body.kind === 'probe-read-back' && body.probe === 'probe-9' ? { ...body, lostCount: 0, lost: [] } : body,
    );
    expect(fallenBy(losing, edited)).toEqual(['async-measured', 'all-compared']);
  });

  test('in which the new leader has the old one’s name loses the change of leader and keeps the measurement', () => {
    const [kill] = real.flatMap(({ seq, body }) => (body.kind === 'fault' && body.fault === 'kill' ? [seq] : []));
    const undone = real.find(
      ({ seq, body }) => seq > (kill ?? 0) && body.kind === 'fault' && body.state === 'undone',
    )?.seq;
    const edited = edit(real, (body, { seq }) =>
      body.kind === 'witness' &&
      body.testimony?.witness === 'zookeeper' &&
      seq > (kill ?? 0) &&
      seq < (undone ?? 0) &&
      body.testimony.leader !== null
        ? { ...body, testimony: { ...body.testimony, leader: 'pg-slave' } }
        : body,
    );
    expect(fallenBy(real, edited)).toEqual(['kill-failover']);
    const claims = judgeClaims(edited);
    expect(claims.find(({ id }) => id === 'kill-failover')?.why).toBe(
      'Смены лидера не было: вёл по-прежнему pg-slave.',
    );
    expect(claims.find(({ id }) => id === 'kill-measured')?.state).toBe('shown');
  });

  test('without a fault loses its measurement, its change of leader and its recovery', () => {
    const edited = edit(real, (body) => (body.kind === 'fault' && body.fault === 'pause' ? null : body));
    expect(fallenBy(real, edited)).toEqual(['pause-measured', 'pause-failover', 'pause-undone']);
  });

  test('without the reading back loses what is said of losses', () => {
    const edited = edit(real, (body) => (body.kind === 'probe-read-back' && body.probe === 'probe-2' ? null : body));
    expect(fallenBy(real, edited)).toEqual(['stop-measured', 'stop-failover']);
  });
});
