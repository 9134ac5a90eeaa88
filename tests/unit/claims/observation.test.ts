import { describe, expect, test } from 'vitest';
import type { ClusterView, TableView } from '#protocol/cluster.ts';
import { parseEventBody, parseJournalEvent } from '#protocol/journal-parse.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import { observationOf } from '../../../server/run/observation.ts';
import { healthy, withEntrypoint } from '../checks/evidence.ts';
import { table } from '../checks/view-parts.ts';
import { tellLab, views } from './told-lab.ts';
import { tellRunner } from './told-runner.ts';

function kinds(events: readonly JournalEvent[]): readonly string[] {
  return events.map(({ body }) =>
    body.kind === 'check-result' ? `${body.result.id} ${body.result.outcome}` : body.kind,
  );
}

describe('what the checks saw when they passed', () => {
  const all = ['one-leader', 'zookeeper-ready', 'lock-in-zookeeper'];

  test('stands before their results, once for a look that several checks share', async () => {
    const told = tellRunner();
    await told.look(views.up, ...all);
    expect(kinds(told.events).slice(-4)).toEqual(['observation', ...all.map((id) => `${id} passed`)]);
  });

  test('is not written again when a check passes again', async () => {
    const told = tellRunner();
    await told.look(views.up, 'one-leader');
    await told.look(views.halted, 'one-leader');
    await told.look(views.up, 'one-leader');
    expect(kinds(told.events).filter((kind) => kind === 'observation')).toHaveLength(1);
    expect(kinds(told.events).filter((kind) => kind.startsWith('one-leader'))).toEqual([
      'one-leader passed',
      'one-leader not-yet',
      'one-leader passed',
    ]);
  });

  test('is not written again by the next server', async () => {
    const first = tellRunner();
    await first.look(views.up, ...all);
    const second = first.reopened();
    await second.look(views.up, ...all);
    expect(kinds(second.events)).toEqual(kinds(first.events));
  });

  test('is written late for a check that passed before the lab kept observations', async () => {
    const first = tellRunner();
    await first.look(views.up, 'one-leader');
    const second = tellRunner(first.events.filter(({ body }) => body.kind !== 'observation'));
    await second.look(views.up, 'one-leader');
    expect(kinds(second.events).slice(-2)).toEqual(['observation', 'one-leader passed']);
  });

  test('is not written for what happened, nor for what does not pass', async () => {
    const told = tellRunner();
    await told.look(views.written, 'table-on-leader', 'entrypoint-up');
    expect(kinds(told.events)).not.toContain('observation');
  });

  test('costs an evening as many observations as there are looks that first showed something', async () => {
    const { events } = await tellLab();
    const sizes = events.flatMap(({ body }) => (body.kind === 'observation' ? [JSON.stringify(body).length] : []));
    expect(sizes.length).toBeLessThanOrEqual(12);
    expect(Math.max(...sizes)).toBeLessThan(8_000);
  });
});

/** What is kept of a view of this lab. */
function observe(view: ClusterView) {
  const observation = observationOf(view);
  if (observation === null) throw new Error('the view is too large to be kept');
  return observation;
}

describe('an observation', () => {
  const read = (view: unknown) => parseEventBody(JSON.parse(JSON.stringify({ kind: 'observation', view })));

  test.each(Object.entries(views))('of the view «%s» is read as it was written', (_, view) => {
    const observation = observe(view);
    expect(read(observation.view)).toEqual(observation);
  });

  test('keeps the rows and forgets what sessions were asking', () => {
    const { view } = observe(views.through);
    const leader = view.nodes.find(({ name }) => name === 'pg-slave');
    expect(leader?.postgres.tables[0]?.rows).toEqual([['data for replic'], ['data through haproxy']]);
    expect(view.nodes.flatMap(({ postgres }) => postgres.clients)).toEqual([]);
  });

  test('of a student’s largest tables keeps their numbers and not their rows', () => {
    const row = Array.from({ length: 1_600 }, () => 'я'.repeat(100_000));
    const wide: TableView = {
      ...table('wide'),
      columns: Array.from({ length: 1_600 }, (_, index) => `column_${index}`),
      rowCount: 10_000,
      rows: Array.from({ length: 20 }, () => row),
      digest: 'digest',
    };
    const tables = Array.from({ length: 20 }, (_, index) => ({ ...wide, name: `wide_${index}` }));
    const { view } = observe(withEntrypoint('pg-slave', tables));
    expect(JSON.stringify(view).length).toBeLessThan(16_000);
    expect(read(view)).toEqual({ kind: 'observation', view });
    expect(view.nodes[1]?.postgres.tables[0]).toMatchObject({ rowCount: 10_000, digest: 'digest', rows: [] });
  });

  test('that nobody could read again is not written', () => {
    expect(observationOf({ ...views.up, at: Number.NaN })).toBeNull();
  });

  test('that would swell the journal is not written, and the checks go on without it', async () => {
    const mount = { type: 'bind', source: '/'.repeat(1_000), destination: '/'.repeat(1_000) };
    const vast = {
      ...views.up,
      docker: {
        ...views.up.docker,
        containers: views.up.docker.containers.map((found) => ({
          ...found,
          mounts: Array.from({ length: 99 }, () => mount),
        })),
      },
    };
    expect(observationOf(vast)).toBeNull();
    const told = tellRunner();
    await told.look(vast, 'one-leader');
    expect(kinds(told.events).slice(-1)).toEqual(['one-leader passed']);
  });

  const good = observe(healthy('pg-slave', [table('t', 'row')])).view;
  const changed = (change: (view: ClusterView) => unknown) => () => read(change(good));

  test.each<[string, (view: ClusterView) => unknown, string]>([
    [
      'without nodes that can be read',
      (view) => ({ ...view, nodes: [{}] }),
      'view.nodes[0].refusals: expected an object',
    ],
    ['of the future', (view) => ({ ...view, at: -1 }), 'view.at'],
    [
      'with more containers than it may hold',
      (view) => ({ ...view, docker: { ...view.docker, containers: Array(101).fill(view.docker.containers[0]) } }),
      'at most 100 items',
    ],
    [
      'with a sentence without end',
      (view) => ({ ...view, docker: { ...view.docker, problem: 'x'.repeat(1_001) } }),
      'at most 1000 characters',
    ],
    [
      'with a container in no known state',
      (view) => ({
        ...view,
        docker: { ...view.docker, containers: [{ ...view.docker.containers[0], state: 'flying' }] },
      }),
      'view.docker.containers[0].state: expected one of',
    ],
    [
      'with more rows than were ever kept',
      (view) => withTables(view, { ...table('t'), rows: Array.from({ length: 21 }, () => ['x']) }),
      'at most 20 items',
    ],
    [
      'with a value that is no text',
      (view) => withTables(view, { ...table('t'), rows: [[1]] }),
      'rows[0][0]: expected a string',
    ],
    [
      'with a value longer than is kept',
      (view) => withTables(view, { ...table('t'), rows: [['x'.repeat(201)]] }),
      'at most 200 characters',
    ],
  ])('%s is refused', (_, change, message) => {
    expect(changed(change)).toThrow(message);
  });

  test('is an event of the journal like any other', () => {
    const event = { seq: 3, at: 5, body: observe(good) };
    expect(parseJournalEvent(JSON.parse(JSON.stringify(event)))).toEqual(event);
  });
});

function withTables(view: ClusterView, ...tables: unknown[]): unknown {
  const [first, ...others] = view.nodes;
  return { ...view, nodes: [{ ...first, postgres: { ...first?.postgres, tables } }, ...others] };
}
