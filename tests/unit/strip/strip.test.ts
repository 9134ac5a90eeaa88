import { describe, expect, it } from 'vitest';
import type { StripSegment } from '#protocol/strip-row.ts';
import { countWrites } from '#protocol/strip-writes.ts';
import { type Strip, createStrip, longestSilence, toStrip } from '#protocol/strip.ts';
import type { WitnessName } from '#protocol/witness.ts';
import { begin, runCommand, tellFailover } from './failovers.ts';
import { type Story, settle, storyStart, tellStory } from './story.ts';

/** What a row says, segment by segment: `pg-master`, or the kind of saying where there is no single name. */
function sayings(strip: Strip, witness: WitnessName): string[] {
  return segments(strip, witness).map(({ says, primaries }) => (says === 'one' ? primaries.join() : says));
}

function segments(strip: Strip, witness: WitnessName): readonly StripSegment[] {
  return strip.rows.find((row) => row.witness === witness)?.segments ?? [];
}

/** A server that was killed and started again after a time, with its watch. */
function restart(story: Story, after: number): Story {
  story.wait(after).tell({ kind: 'server-started', version: '0.1.0' }).wait(200);
  return story.tell({ kind: 'watch', state: 'began' }).wait(100);
}

describe('a row of the strip', () => {
  it('follows whom its witness takes for the primary', () => {
    const strip = toStrip(tellFailover(begin(tellStory()), { id: 'fault-1', leader: 'pg-master' }).events);
    expect(sayings(strip, 'zookeeper')).toEqual(['unwatched', 'pg-master', 'nobody', 'pg-slave']);
    expect(sayings(strip, 'haproxy')).toEqual(['unwatched', 'pg-master', 'nobody', 'pg-slave']);
    expect(sayings(strip, 'docker')).toEqual(['unwatched', 'unsure', 'pg-slave', 'unsure']);
  });

  it('has no holes and no overlaps', () => {
    const strip = toStrip(tellFailover(begin(tellStory()), { id: 'fault-1', leader: 'pg-master' }).events);
    for (const { segments: row } of strip.rows) {
      expect(row[0]?.from).toBe(storyStart);
      expect(row.slice(1).map(({ from }) => from)).toEqual(row.slice(0, -1).map(({ to }) => to));
      expect(row.at(-1)?.to).toBeNull();
    }
  });

  it('shows two primaries at once', () => {
    const story = begin(tellStory()).wait(1_000).postgres('pg-slave', 'primary');
    const last = segments(toStrip(story.events), 'postgres').at(-1);
    expect(last).toMatchObject({ says: 'several', primaries: ['pg-master', 'pg-slave'] });
  });

  it('keeps the reason for which a witness is silent, also with one of its two voices', () => {
    const story = begin(tellStory()).silent('zookeeper', 'не отвечает 2 с').silent('postgres', 'отказ', 'pg-slave');
    const strip = toStrip(story.events);
    expect(segments(strip, 'zookeeper').at(-1)).toMatchObject({
      says: 'silent',
      silent: [{ node: null, problem: 'не отвечает 2 с' }],
    });
    expect(segments(strip, 'postgres').at(-1)).toMatchObject({
      says: 'one',
      primaries: ['pg-master'],
      silent: [{ node: 'pg-slave', problem: 'отказ' }],
    });
  });

  it('begins nothing where a witness says the same again', () => {
    const story = begin(tellStory()).wait(500).zookeeper('pg-master').wait(500).zookeeper('pg-master');
    expect(segments(toStrip(story.events), 'zookeeper')).toHaveLength(2);
  });
});

describe('a gap', () => {
  it('lasts from the last sign of life of a killed server to the first answer after its start', () => {
    const story = begin(tellStory());
    story.writes(2_000, 'a').zookeeper(null).writes(3_000, 'f');
    const death = story.now;
    settle(restart(story, 40_000), 'pg-slave');
    const strip = toStrip(story.events);
    expect(sayings(strip, 'zookeeper')).toEqual(['unwatched', 'pg-master', 'nobody', 'unwatched', 'pg-slave']);
    for (const { segments: row } of strip.rows) {
      expect(row.at(-2)).toMatchObject({ says: 'unwatched', from: death, to: death + 40_300 });
    }
  });

  it('does not go on with what was said before it', () => {
    const story = begin(tellStory()).writes(2_000, 'a');
    restart(story, 5_000);
    for (const { segments: row } of toStrip(story.events).rows) expect(row.at(-1)?.says).toBe('unwatched');
  });

  it('begins where the watching ended', () => {
    const story = begin(tellStory()).wait(1_000).tell({ kind: 'watch', state: 'ended' });
    const { now } = story;
    story.wait(600_000);
    runCommand(story, 'c', 'docker ps', 200).tell({ kind: 'watch', state: 'began' }).wait(80);
    settle(story, 'pg-master');
    expect(segments(toStrip(story.events), 'patroni').slice(-2)).toMatchObject([
      { says: 'unwatched', from: now, to: story.now },
      { says: 'one', primaries: ['pg-master'] },
    ]);
  });

  it('is there where the machine slept, and what was said holds again after it', () => {
    const story = begin(tellStory())
      .wait(longestSilence - 1_000)
      .tell({ kind: 'watch', state: 'goes-on' });
    const asleep = story.now;
    story.wait(3_600_000).tell({ kind: 'watch', state: 'goes-on' });
    expect(segments(toStrip(story.events), 'haproxy').slice(1)).toMatchObject([
      { says: 'one', to: asleep },
      { says: 'unwatched', from: asleep, to: story.now },
      { says: 'one', from: story.now, to: null },
    ]);
  });

  it('ends a probe that died with its server, and is no outage of the next one', () => {
    const story = begin(tellStory()).writes(3_000, 'a');
    const death = story.now;
    restart(story, 20_000).probe('probe-2').writes(2_000, 'a');
    const { probes, writes } = toStrip(story.events);
    expect(probes).toMatchObject([{ to: death }, { to: null }]);
    expect(writes.outages).toEqual([]);
  });
});

describe('the strip', () => {
  const story = begin(tellStory());
  tellFailover(story, { id: 'fault-1', leader: 'pg-master' });
  settle(restart(story, 30_000), 'pg-slave').probe('probe-2');
  tellFailover(story, { id: 'fault-2', fault: 'stop', leader: 'pg-slave' });

  it('is the same from a replayed journal as from the live one', () => {
    const live = createStrip();
    for (const event of story.events) live.add([event]);
    const byThrees = createStrip();
    for (let index = 0; index < story.events.length; index += 3) byThrees.add(story.events.slice(index, index + 3));
    expect(plain(live.strip)).toEqual(plain(toStrip(story.events)));
    expect(plain(byThrees.strip)).toEqual(plain(toStrip(story.events)));
  });

  it('knows the faults, the commands and what Docker told', () => {
    const strip = toStrip(story.events);
    expect(strip.faults).toMatchObject([
      { fault: 'kill', node: 'pg-master' },
      { fault: 'stop', node: 'pg-slave' },
    ]);
    expect(strip.faults.every(({ to }) => to !== null)).toBe(true);
    expect(strip.commands.map(({ command }) => command.text)).toContain('docker kill pg-master');
    expect(strip.commands.every(({ at, to }) => to !== null && to > at)).toBe(true);
    expect(strip.dockerEvents.map(({ event }) => event.action)).toEqual([
      'kill',
      'die',
      'start',
      'kill',
      'die',
      'start',
    ]);
    expect(strip.nodes).toEqual(['pg-master', 'pg-slave']);
  });

  it('counts the writes and the times without a confirmed one', () => {
    const { writes } = toStrip(story.events);
    expect(writes.outages).toHaveLength(2);
    for (const { from, to } of writes.outages) expect(to - from).toBeGreaterThan(30_000);
    const [outage] = writes.outages;
    const counts = countWrites(writes, (outage?.from ?? 0) + 1, outage?.to ?? 0);
    expect(counts).toMatchObject({ acked: 0, unknown: 14 });
    expect(counts.failed).toBeGreaterThan(500);
  });

  it('puts a write that hung at the time of its sending', () => {
    const late = begin(tellStory()).writes(2_000, 'a');
    late.tell({
      kind: 'probe-batch',
      probe: 'probe-1',
      at: late.now,
      numbers: [[9, 1]],
      sent: [-1_500],
      took: [2_000],
      outcomes: 'u',
      by: [],
      reasons: { ETIMEDOUT: 1 },
    });
    const { times, outcomes, length } = toStrip(late.events).writes;
    const list = Array.from(times.subarray(0, length));
    expect(list).toEqual(list.toSorted((a, b) => a - b));
    expect(times[outcomes.indexOf(2)]).toBe(late.now - 1_500);
  });
});

/** A strip without the spare room of its lists. */
function plain(strip: Strip) {
  const { times, outcomes, length, outages, lastAck } = strip.writes;
  return {
    ...strip,
    rows: strip.rows.map(({ witness, segments }) => ({ witness, segments })),
    writes: {
      outages,
      lastAck,
      times: Array.from(times.subarray(0, length)),
      codes: Array.from(outcomes.subarray(0, length)),
    },
  };
}
