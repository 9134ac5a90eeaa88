import { describe, expect, test } from 'vitest';
import { ask, fact, factsFrom, healthy, stopped } from './evidence.ts';
import { node, table } from './view-parts.ts';

const rows = table('test_table', 'data for replic');

describe('replica-streaming and replica-synchronous', () => {
  test('pass in a healthy cluster', () => {
    expect(ask('replica-streaming', healthy('pg-slave')).outcome).toBe('passed');
    expect(ask('replica-synchronous', healthy('pg-slave')).outcome).toBe('passed');
  });

  test('do not pass while the replica copies its base, or runs on another timeline', () => {
    const view = healthy('pg-slave');
    const alone = view.nodes.map((found) => ({ ...found, postgres: { ...found.postgres, replication: [] } }));
    expect(ask('replica-streaming', { ...view, nodes: alone }).outcome).toBe('not-yet');
    const forked = view.nodes.map((found) =>
      found.name === 'pg-master' ? { ...found, postgres: { ...found.postgres, timeline: 2 } } : found,
    );
    expect(ask('replica-streaming', { ...view, nodes: forked }).outcome).toBe('not-yet');
  });

  test('find the replica by its address when its member has another name than its connection', () => {
    const view = healthy('pg-slave');
    const nodes = view.nodes.map((found) => ({ ...found, patroni: { ...found.patroni, member: `m-${found.name}` } }));
    const changed = healthy('pg-slave', [], { nodes, patroni: { leader: 'm-pg-slave' } });
    expect(ask('replica-streaming', changed).outcome).toBe('passed');
  });

  test('name synchronous_mode when it is off', () => {
    const view = healthy('pg-slave', [], { patroni: { synchronousMode: false } });
    const nodes = view.nodes.map((found) => ({
      ...found,
      postgres: {
        ...found.postgres,
        replication: found.postgres.replication.map((row) => ({ ...row, syncState: 'async' })),
      },
    }));
    expect(ask('replica-synchronous', { ...view, nodes }).message).toContain('patronictl edit-config');
  });
});

describe('table-on-leader', () => {
  test('passes once a table with a row was seen, and stays', () => {
    const facts = factsFrom(healthy('pg-slave'), healthy('pg-slave', [rows]));
    expect(ask('table-on-leader', healthy('pg-slave'), facts)).toMatchObject({
      outcome: 'passed',
      observed: 'на лидере pg-slave таблица test_table, в ней 1 строка',
    });
  });

  test('does not pass for an empty table, nor for one that stands on the replica alone', () => {
    const empty = healthy('pg-slave', [table('test_table')]);
    expect(ask('table-on-leader', empty, factsFrom(empty)).observed).toContain('она пуста');
    const nodes = [node('pg-master', false, { postgres: { tables: [rows] } }), node('pg-slave', true)];
    const elsewhere = healthy('pg-slave', [], { nodes });
    expect(ask('table-on-leader', elsewhere, factsFrom(elsewhere)).outcome).toBe('not-yet');
  });
});

test('a table that is locked for a moment is neither dropped nor made anew', () => {
  const locked = { ...rows, rowCount: 0, rows: [], digest: '' };
  const facts = factsFrom(healthy('pg-slave', [rows]), healthy('pg-slave', [locked]), healthy('pg-slave', [rows]));
  expect(facts.filter((found) => found.fact === 'table')).toHaveLength(1);
});

describe('row-on-replica', () => {
  test('passes when every filled table is the same on the replica', () => {
    expect(ask('row-on-replica', healthy('pg-slave', [rows])).outcome).toBe('passed');
  });

  test('does not pass while a row is missing there', () => {
    const view = healthy('pg-slave', [rows]);
    const nodes = view.nodes.map((found) =>
      found.name === 'pg-master' ? { ...found, postgres: { ...found.postgres, tables: [table('test_table')] } } : found,
    );
    expect(ask('row-on-replica', { ...view, nodes }).observed).toBe('на реплике pg-master не хватает: test_table');
  });

  test('does not pass while the replica is away', () => {
    expect(ask('row-on-replica', stopped(healthy('pg-slave', [rows]), 'pg-master')).outcome).toBe('not-yet');
  });
});

describe('replica-refuses-write', () => {
  const words = 'cannot execute INSERT in a read-only transaction';
  const refused = healthy('pg-slave', [rows], {
    nodes: [node('pg-master', false, { refusals: { count: 1, last: words } }), node('pg-slave', true)],
  });

  test("passes by the line in the replica's own log", () => {
    const facts = factsFrom(refused);
    expect(facts.filter((found) => found.fact === 'refused-write')).toHaveLength(1);
    expect(ask('replica-refuses-write', healthy('pg-slave'), facts).observed).toBe(
      `реплика pg-master отказала в записи: ${words}`,
    );
  });

  test('counts one refusal once, however often it is looked at', () => {
    expect(factsFrom(refused, refused, refused).filter((found) => found.fact === 'refused-write')).toHaveLength(1);
  });

  test('takes SQLSTATE 25006 of a command only where the log goes elsewhere: any read-only transaction gives it', () => {
    const facts = [fact('refused-write', { words: 'SQLSTATE 25006', terminal: 'replica' })];
    expect(ask('replica-refuses-write', healthy('pg-slave'), facts).outcome).toBe('not-yet');
    const logging = node('pg-master', false, { postgres: { settings: { logging_collector: 'on' } } });
    const view = healthy('pg-slave', [], { nodes: [logging, node('pg-slave', true)] });
    expect(ask('replica-refuses-write', view, facts).outcome).toBe('passed');
  });

  test('does not pass for a refusal on the leader, as in a read-only transaction there', () => {
    const nodes = [node('pg-master', false), node('pg-slave', true, { refusals: { count: 1, last: words } })];
    const view = healthy('pg-slave', [rows], { nodes });
    expect(ask('replica-refuses-write', view, factsFrom(view)).outcome).toBe('not-yet');
  });

  test('does not pass because a replica merely could refuse', () => {
    expect(ask('replica-refuses-write', healthy('pg-slave', [rows])).message).toContain('порт 5433');
  });
});
