import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventBody } from '#protocol/journal.ts';
import { createApi } from '../../../src/client/api.ts';
import { type RunConnection, connectToRun } from '../../../src/client/run-connection.ts';
import { type Timeline, createTimeline } from '../../../src/client/timeline.ts';
import { waitFor } from '../../wait-for.ts';
import { type JournalLab, startJournalLab } from './journal-lab.ts';

let lab: JournalLab;
let connection: RunConnection;
let timeline: Timeline;

beforeEach(async () => {
  lab = await startJournalLab();
});

afterEach(async () => {
  timeline?.dispose();
  connection?.dispose();
  await lab[Symbol.asyncDispose]();
});

const watching: EventBody = { kind: 'watch', state: 'goes-on' };
const seqs = () => timeline.events.map(({ seq }) => seq);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

/** Opens the page: a connection, and a timeline that somebody looks at. */
function openPage(listener: () => void = () => undefined): void {
  const token = () => 'secret';
  connection = connectToRun({ api: createApi({ token, base: lab.url }), token, step: null });
  timeline = createTimeline({ run: connection, schedule: (work) => queueMicrotask(work) });
  timeline.subscribe(listener);
}

function appendSome(count: number): void {
  for (let index = 0; index < count; index += 1) lab.append(watching);
}

const has = (last: number) =>
  waitFor(`${last} events`, () => timeline.state === 'ready' && timeline.events.length >= last);

describe('the timeline', () => {
  it('holds the past, then what happens', async () => {
    appendSome(3);
    openPage();
    await has(3);
    appendSome(2);
    await has(5);
    expect(seqs()).toEqual(upTo(5));
  });

  it('leaves out what is not of the time strip', async () => {
    lab.append({ kind: 'step-opened', step: 'up' });
    appendSome(1);
    openPage();
    await has(1);
    lab.append({ kind: 'step-opened', step: 'build' });
    appendSome(1);
    await has(2);
    expect(seqs()).toEqual([2, 4]);
  });

  it('has once what happens while the past is on its way', async () => {
    appendSome(3);
    const release = lab.hold();
    openPage();
    await waitFor('the question', () => lab.asked.length === 1);
    appendSome(4);
    release();
    await has(7);
    expect(seqs()).toEqual(upTo(7));
  });

  it('misses nothing over a dropped stream that the page did not notice', async () => {
    const modes = new Set<string>();
    appendSome(2);
    openPage();
    connection.subscribe(({ mode }) => modes.add(mode));
    await has(2);
    lab.drop();
    appendSome(3);
    await waitFor('the second stream', () => lab.streams === 2);
    appendSome(1);
    await has(6);
    expect(seqs()).toEqual(upTo(6));
    expect(modes).not.toContain('lost');
  });

  it('asks after a dropped stream only for what it does not have', async () => {
    appendSome(5);
    openPage();
    await has(5);
    lab.drop();
    await waitFor('the second question', () => lab.asked.length === 2);
    expect(lab.asked).toEqual([1, 6]);
  });

  it('does not put new events before those that are still missing', async () => {
    appendSome(2);
    openPage();
    await has(2);
    const release = lab.hold();
    lab.drop();
    appendSome(3);
    await waitFor('the second question', () => lab.asked.length === 2);
    const seen: number[][] = [];
    timeline.subscribe(() => seen.push(seqs()));
    appendSome(2);
    release();
    await has(7);
    expect(seqs()).toEqual(upTo(7));
    expect(seen.every((list) => list.join() === upTo(list.length).join())).toBe(true);
  });

  it('misses nothing while its tab sleeps', async () => {
    appendSome(1);
    openPage();
    await has(1);
    connection.sleep();
    appendSome(4);
    connection.wake();
    await has(5);
    expect(seqs()).toEqual(upTo(5));
  });

  it('begins anew with another run', async () => {
    appendSome(4);
    openPage();
    await has(4);
    lab.reset('run-2');
    await waitFor('the other run', () => timeline.events[0]?.body.kind === 'run-started');
    appendSome(1);
    await has(2);
    expect(seqs()).toEqual([1, 2]);
  });

  it('asks again for a past that did not come', async () => {
    appendSome(2);
    lab.fail();
    openPage();
    await waitFor('the failure', () => timeline.state === 'failed');
    await has(2);
    expect(seqs()).toEqual(upTo(2));
  });

  it('asks for nothing until somebody looks', async () => {
    const token = () => 'secret';
    connection = connectToRun({ api: createApi({ token, base: lab.url }), token, step: null });
    timeline = createTimeline({ run: connection, schedule: (work) => queueMicrotask(work) });
    await waitFor('the stream', () => lab.streams === 1);
    expect(lab.asked).toEqual([]);
    timeline.subscribe(() => undefined);
    await waitFor('the past', () => timeline.state === 'ready');
  });

  it('keeps its beginning as it grows, so that nothing is gone through twice', async () => {
    appendSome(2);
    openPage();
    await has(2);
    const before = timeline.events;
    appendSome(1);
    await has(3);
    expect(timeline.events.slice(0, 2).every((event, index) => event === before[index])).toBe(true);
  });
});
