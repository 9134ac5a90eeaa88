import { describe, expect, test } from 'vitest';
import { allChecks } from '#checks/all-checks.ts';
import { judgeClaims } from '#checks/claims/judge-claims.ts';
import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import { toProgress } from '#protocol/progress.ts';

/** As many events as an opened report may have: what costs each event all the ones before it does not end in time. */
const many = 100_000;

const passes = allChecks.map(({ id, expected }): EventBody => {
  return { kind: 'check-result', result: { id, outcome: 'passed', message: '', observed: '', expected } };
});

function flood(body: (index: number) => EventBody): readonly JournalEvent[] {
  const bodies = [...Array.from({ length: many }, (_, index) => body(index)), ...passes];
  return bodies.map((told, index) => ({ seq: index + 1, at: index * 1_000, body: told }));
}

const started = (probe: string): EventBody => {
  return { kind: 'probe-started', probe, startedBy: 'fault', rate: 20, table: 'lab_probe', port: 5432 };
};

/** Journals that no lab has written: one thing, over and over, each time by another name. */
const floods: Readonly<Record<string, (index: number) => EventBody>> = {
  'changes of leader between new tables': (index) =>
    index % 2 === 0
      ? { kind: 'fact', fact: 'failover', detail: { from: 'a', to: 'b', timeline: '2' } }
      : {
          kind: 'fact',
          fact: 'table',
          detail: { table: `t${index}`, rows: '0', change: 'created', through: 'direct' },
        },
  faults: (index) => {
    const state = index % 2 === 0 ? 'began' : 'undone';
    return { kind: 'fault', id: `fault-${index >> 1}`, fault: 'kill', state, node: 'a', at: index * 1_000 };
  },
  witnesses: (index) => {
    const problem = 'не отвечает';
    return { kind: 'witness', witness: 'postgres', node: `n${index}`, ownTime: null, problem, testimony: null };
  },
  'probes and restarts': (index) => (index % 2 === 0 ? started(`p${index}`) : { kind: 'server-started', version: '1' }),
  'nodes that rows were read from': (index) =>
    index === 0
      ? started('p')
      : {
          kind: 'probe-read-back',
          probe: 'p',
          node: `n${index}`,
          role: 'leader',
          rows: 0,
          lostCount: 0,
          lost: [],
          unansweredCount: 0,
          unanswered: [],
        },
  'passing results': (index) => passes[index % passes.length] ?? started('p'),
};

describe('of a journal that is one flood', () => {
  test.each(Object.entries(floods))('of %s every claim is judged in seconds, and none is shown', (_, body) => {
    const claims = judgeClaims(flood(body));
    expect(claims.filter(({ state }) => state === 'shown').map(({ id }) => id)).toEqual([]);
  });

  test.each<[string, (index: number) => EventBody]>([
    ['answers', (index) => ({ kind: 'answer-saved', question: `q${index}`, text: '' })],
    ['hints', (index) => ({ kind: 'hint-shown', check: `c${index}`, level: 1 })],
    [
      'checks',
      (index) => ({
        kind: 'check-result',
        result: { id: `c${index}`, outcome: 'passed', message: '', observed: '', expected: '' },
      }),
    ],
  ])('of %s the progress keeps no more than a lab can have', (_, body) => {
    const { answers, hints, checks } = toProgress(flood(body));
    expect(Object.keys(answers).length + Object.keys(hints).length + checks.length).toBeLessThan(500);
  });
});
