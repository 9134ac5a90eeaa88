import { describe, expect, test } from 'vitest';
import { type Wholeness, wholeness } from '#protocol/wholeness.ts';
import { toReports } from '#protocol/witness-reports.ts';
import { beginStory, type ClusterStory } from './cluster-story.ts';

function judge(story: ClusterStory, now?: number): Wholeness {
  return wholeness(toReports(story.events), now);
}

/** What the first thing stuck is, and what mends it. */
function first(story: ClusterStory): string {
  const { whole, stuck } = judge(story);
  expect(whole).toBe(false);
  return `${stuck[0]?.what} → ${stuck[0]?.mend}`;
}

const healthy = () => beginStory().whole('pg-master');

test('a cluster is whole when all witnesses name one primary and the other node is its synchronous replica', () => {
  expect(judge(healthy())).toEqual({ whole: true, stuck: [] });
  expect(judge(healthy().containers({ postgres_entrypoint: null }))).toEqual({ whole: true, stuck: [] });
});

describe('names what is stuck, and the command that mends it:', () => {
  test('a container that does not run, is frozen or cut off', () => {
    expect(first(healthy().containers({ 'pg-slave': { state: 'exited' } }))).toContain('→ docker start pg-slave');
    expect(first(healthy().containers({ 'pg-slave': { state: 'paused' } }))).toContain('→ docker unpause pg-slave');
    expect(first(healthy().containers({ zoo: { connected: false } }))).toContain(
      '→ docker network connect "${COMPOSE_PROJECT_NAME}_default" zoo',
    );
    expect(first(healthy().containers({ 'pg-slave': null }))).toContain('→ docker compose up -d');
  });

  test('nobody leads, or the witnesses disagree', () => {
    expect(first(healthy().lock(null))).toContain('ключа лидера в ZooKeeper нет');
    expect(first(healthy().lock('pg-slave'))).toContain('ZooKeeper называет pg-slave, PostgreSQL — pg-master');
  });

  test('a node that stayed on the old timeline, with a command that knows it by its container alone', () => {
    expect(first(healthy().postgres('pg-slave', 'replica', 7))).toContain(
      `docker exec pg-slave curl -sS -X POST -d '{"force":true}' http://localhost:8008/reinitialize`,
    );
  });

  test('a node that does not answer', () => {
    expect(first(healthy().postgres('pg-slave', 'silent'))).toContain('PostgreSQL на pg-slave не отвечает');
  });

  test('HAProxy that leads elsewhere, or to both', () => {
    expect(first(healthy().haproxy())).toContain('HAProxy не ведёт ни на один узел');
    expect(first(healthy().haproxy('pg-master', 'pg-slave'))).toContain('HAProxy ведёт на pg-master и pg-slave');
  });

  test('a replica that is not the synchronous one, where the mode asks for it', () => {
    const story = healthy().lock('pg-master', null);
    expect(first(story)).toContain('реплика пока не названа синхронной');
    for (const node of ['pg-master', 'pg-slave'] as const) story.patroni(node, 'pg-master', { synchronousMode: false });
    expect(judge(story).whole).toBe(true);
  });
});

test('nothing but the container is told while one is missing: the rest follows from it', () => {
  const story = healthy()
    .containers({ 'pg-slave': { state: 'exited' } })
    .postgres('pg-slave', 'silent')
    .haproxy();
  expect(judge(story).stuck).toHaveLength(1);
});

test('an old answer is no answer', () => {
  const story = healthy();
  expect(judge(story, story.now() + 3_000).whole).toBe(true);
  expect(judge(story, story.now() + 8_000).whole).toBe(false);
});

test('before anybody was asked nothing is whole', () => {
  expect(wholeness([]).whole).toBe(false);
});
