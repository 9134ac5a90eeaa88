import { describe, expect, test } from 'vitest';
import { createRecogniser } from '../../../server/faults/recogniser.ts';
import { beginStory, type ClusterStory } from './cluster-story.ts';

/** A whole cluster that pg-master leads. */
function healthy(): ClusterStory {
  return beginStory().whole('pg-master').wait(5_000);
}

/** What was recognised, in short. */
function told(story: ClusterStory): string[] {
  return story.faults().map(({ id, fault, state, node }) => `${id} ${fault} ${state} ${node ?? '-'}`);
}

function die(story: ClusterStory, container: string, signal: number, takes = 300): ClusterStory {
  const exited = { [container]: { state: 'exited' as const } };
  return story
    .engine('kill', container, { signal })
    .wait(takes)
    .engine('die', container, { exitCode: signal === 9 ? 137 : 0 })
    .engine('disconnect', container)
    .containers(exited);
}

describe('recognises by its effects', () => {
  test('a stop, from the moment when the signal was sent', () => {
    const story = healthy();
    const sent = story.now();
    die(story, 'pg-master', 2, 1_400).lock('pg-slave').wait(9_000).engine('start', 'pg-master').containers();
    expect(told(story)).toEqual(['fault-1 stop began pg-master', 'fault-1 stop undone pg-master']);
    expect(story.faults()[0]?.at).toBe(sent);
  });

  test('a kill, and a crash without a signal from Docker', () => {
    expect(told(die(healthy(), 'pg-master', 9))).toEqual(['fault-1 kill began pg-master']);
    const crashed = healthy().engine('die', 'pg-master', { exitCode: 137 });
    expect(told(crashed)).toEqual(['fault-1 kill began pg-master']);
  });

  test('a stop that took so long that Docker killed the container', () => {
    const story = healthy().engine('kill', 'pg-master', { signal: 2 }).wait(10_000);
    die(story, 'pg-master', 9);
    expect(told(story)).toEqual(['fault-1 stop began pg-master']);
  });

  test('a freeze', () => {
    const story = healthy().engine('pause', 'pg-master').wait(40_000).engine('unpause', 'pg-master');
    expect(told(story)).toEqual(['fault-1 pause began pg-master', 'fault-1 pause undone pg-master']);
  });

  test('a cut of the network, though not the one that comes with a stop', () => {
    const story = healthy().engine('disconnect', 'pg-master').wait(20);
    story
      .containers({ 'pg-master': { connected: false } })
      .wait(40_000)
      .engine('connect', 'pg-master');
    expect(told(story)).toEqual(['fault-1 network began pg-master', 'fault-1 network undone pg-master']);
  });

  test('a kill that nobody watched, by what Docker told meanwhile', () => {
    const story = healthy().tell({ kind: 'watch', state: 'ended' }).wait(600_000);
    const sent = story.now();
    story.engine('kill', 'pg-master', { signal: 9 }).wait(300).engine('die', 'pg-master', { exitCode: 137 });
    story.tell({ kind: 'watch', state: 'began' }).containers({ 'pg-master': { state: 'exited' } });
    expect(told(story)).toEqual(['fault-1 kill began pg-master']);
    expect(story.faults()[0]?.at).toBe(sent);
    story.lock('pg-slave').wait(60_000).engine('start', 'pg-master').containers();
    expect(told(story).at(-1)).toBe('fault-1 kill undone pg-master');
  });

  test('a cut that nobody watched, if it holds still when somebody looks', () => {
    const cut = healthy().tell({ kind: 'watch', state: 'ended' }).wait(600_000);
    const at = cut.now();
    cut.engine('disconnect', 'pg-master').tell({ kind: 'watch', state: 'began' });
    cut.containers({ 'pg-master': { connected: false } });
    expect(told(cut)).toEqual(['fault-1 network began pg-master']);
    expect(cut.faults()[0]?.at).toBe(at);
    expect(told(cut.wait(60_000).engine('connect', 'pg-master').containers()).at(-1)).toBe(
      'fault-1 network undone pg-master',
    );
    const mended = healthy().tell({ kind: 'watch', state: 'ended' }).engine('disconnect', 'pg-master');
    expect(told(mended.wait(9_000).tell({ kind: 'watch', state: 'began' }).containers())).toEqual([]);
  });

  test('ZooKeeper away, however it went', () => {
    expect(told(die(healthy(), 'zoo', 15))).toEqual(['fault-1 zookeeper began zoo']);
    expect(told(healthy().engine('pause', 'zoo'))).toEqual(['fault-1 zookeeper began zoo']);
  });

  test('the replica away first, with the leader that follows it, undone when both are back', () => {
    const story = die(healthy(), 'pg-slave', 2).wait(12_000).lock('pg-master', null);
    die(story, 'pg-master', 2).wait(5_000);
    expect(told(story)).toEqual(['fault-1 replica-first began pg-slave']);
    story.engine('start', 'pg-slave').wait(5_000);
    expect(told(story)).toHaveLength(1);
    story.engine('start', 'pg-master');
    expect(told(story).at(-1)).toBe('fault-1 replica-first undone pg-slave');
  });

  test('the same when the leader is told to stop before the replica has stopped', () => {
    const story = healthy().engine('kill', 'pg-slave', { signal: 2 }).wait(8_000);
    story.engine('kill', 'pg-master', { signal: 2 }).wait(100).engine('die', 'pg-slave').wait(3_000);
    expect(told(story.engine('die', 'pg-master'))).toEqual(['fault-1 replica-first began pg-slave']);
  });

  test('a switchover, from the moment when it was asked for', () => {
    const story = healthy().lock('pg-master', 'pg-slave', { failoverAsked: true });
    const asked = story.now();
    story.wait(2_000).lock(null, null).wait(500).lock('pg-slave').wait(3_000).whole('pg-slave', 2);
    expect(told(story)).toEqual(['fault-1 switchover began -', 'fault-1 switchover undone -']);
    expect(story.faults()[0]?.at).toBe(asked);
  });

  test('one fault after another, each with a number of its own', () => {
    const story = die(healthy(), 'pg-master', 9).wait(30_000).lock('pg-slave').engine('start', 'pg-master');
    story.wait(20_000).whole('pg-slave', 2).wait(3_000).engine('pause', 'pg-slave');
    expect(told(story)).toEqual([
      'fault-1 kill began pg-master',
      'fault-1 kill undone pg-master',
      'fault-2 pause began pg-slave',
    ]);
  });
});

describe('does not take for a fault', () => {
  test('the end of the whole project', () => {
    const story = die(healthy(), 'postgres_entrypoint', 15).engine('destroy', 'postgres_entrypoint');
    story.containers({ postgres_entrypoint: null });
    for (const node of ['pg-master', 'pg-slave']) story.engine('kill', node, { signal: 2 });
    for (const node of ['pg-slave', 'pg-master', 'zoo']) {
      story.wait(900).engine('die', node, { exitCode: 0 }).engine('destroy', node);
    }
    expect(told(story)).toEqual([]);
  });

  test('the end of the whole project without HAProxy', () => {
    const story = healthy();
    for (const node of ['pg-master', 'pg-slave']) story.engine('kill', node, { signal: 2 });
    for (const node of ['pg-slave', 'pg-master']) story.wait(900).engine('die', node, { exitCode: 0 });
    expect(told(die(story, 'zoo', 15))).toEqual([]);
  });

  test('a stop before the cluster was whole', () => {
    expect(told(die(beginStory().containers().lock('pg-master'), 'pg-master', 2))).toEqual([]);
  });

  test('another signal, a restart of HAProxy, and a change of leader that nobody watched', () => {
    const story = healthy().engine('kill', 'pg-master', { signal: 1 });
    die(story, 'postgres_entrypoint', 15).engine('start', 'postgres_entrypoint').containers().wait(1_000);
    story.tell({ kind: 'watch', state: 'ended' }).wait(60_000).tell({ kind: 'watch', state: 'began' });
    expect(told(story.whole('pg-slave', 2))).toEqual([]);
  });
});

test('knows a new project as well after an old one was taken down', () => {
  const story = die(healthy(), 'postgres_entrypoint', 15).engine('destroy', 'postgres_entrypoint');
  for (const node of ['pg-master', 'pg-slave']) story.engine('kill', node, { signal: 2 });
  for (const node of ['pg-slave', 'pg-master']) story.wait(900).engine('die', node, { exitCode: 0 });
  for (const node of ['pg-slave', 'pg-master']) story.engine('start', node);
  const part1 = { postgres_entrypoint: null };
  story.wait(20_000).whole('pg-master').containers(part1).wait(1_000);
  expect(told(die(story, 'pg-master', 9))).toEqual(['fault-1 kill began pg-master']);
});

test('sees that a fault was undone while nobody watched', () => {
  const story = die(healthy(), 'pg-master', 9).tell({ kind: 'watch', state: 'ended' }).wait(600_000);
  story.tell({ kind: 'watch', state: 'began' }).containers();
  expect(told(story)).toEqual(['fault-1 kill began pg-master', 'fault-1 kill undone pg-master']);
});

test('goes on where the journal stops, and gives nothing twice', () => {
  const story = die(healthy(), 'pg-master', 9);
  const recogniser = createRecogniser();
  for (const event of story.events) recogniser.add(event);
  expect(recogniser.open()).toMatchObject({ id: 'fault-1', fault: 'kill', node: 'pg-master' });
  const next = story.engine('start', 'pg-master').events.findLast(({ body }) => body.kind === 'docker-event');
  expect(next === undefined ? [] : recogniser.add(next)).toMatchObject([{ id: 'fault-1', state: 'undone' }]);
});
