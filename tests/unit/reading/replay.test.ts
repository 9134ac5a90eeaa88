import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { CastEvent } from '#protocol/cast.ts';
import { UnknownEventKind, parseJournalEvent } from '#protocol/journal-parse.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import { toReports } from '#protocol/witness-reports.ts';
import { joinQuickOutput, thinRecordings } from '../../../server/reading/thin-recording.ts';
import { createMoments } from '../../../src/client/reading/moments.ts';
import { readProbes } from '../../../src/client/reading/probe-history.ts';
import { createReplayClock } from '../../../src/client/reading/replay-clock.ts';

/** Frames that a test draws one by one. */
function handFrames() {
  let now = 0;
  let frame: (() => void) | null = null;
  return {
    frames: {
      now: () => now,
      next: (draw: () => void) => {
        frame = draw;
        return 1;
      },
      cancel: () => {
        frame = null;
      },
    },
    pass: (milliseconds: number) => {
      now += milliseconds;
      const draw = frame;
      frame = null;
      draw?.();
    },
  };
}

describe('the replay clock', () => {
  it('rests where it was put, plays as fast as it was, and stops at the end', () => {
    const { frames, pass } = handFrames();
    const clock = createReplayClock(1_000, frames);
    const seen: number[] = [];
    clock.subscribe(() => seen.push(clock.at));
    clock.play(1_500);
    expect(clock.playing).toBe(true);
    pass(200);
    expect(clock.at).toBe(1_200);
    pass(400);
    expect([clock.at, clock.playing]).toEqual([1_500, false]);
    expect(seen).toEqual([1_000, 1_000, 1_200, 1_500]);
  });

  it('plays several times as fast, and goes on from where it is put', () => {
    const { frames, pass } = handFrames();
    const clock = createReplayClock(0, frames);
    clock.setSpeed(5);
    clock.play(10_000);
    pass(100);
    expect(clock.at).toBe(500);
    clock.seek(4_000);
    pass(100);
    expect(clock.at).toBe(4_500);
    clock.pause();
    pass(100);
    expect([clock.at, clock.playing]).toEqual([4_500, false]);
  });

  it('does not play from behind the end', () => {
    const { frames } = handFrames();
    const clock = createReplayClock(2_000, frames);
    clock.play(1_000);
    expect([clock.at, clock.playing]).toEqual([2_000, false]);
  });
});

async function readJournal(name: string): Promise<JournalEvent[]> {
  const text = await readFile(new URL(`../faults/journals/${name}.ndjson`, import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      try {
        const event: unknown = JSON.parse(line);
        return [parseJournalEvent(event)];
      } catch (error) {
        if (error instanceof UnknownEventKind) return [];
        throw error;
      }
    });
}

describe('the moments of a record', () => {
  it('show what the witnesses had said by then, forwards and backwards', async () => {
    const events = await readJournal('kill-and-pause');
    const moments = createMoments(events);
    const times = events.filter((_, index) => index % 29 === 0).map(({ at }) => at);
    expect(times.length).toBeGreaterThan(5);
    for (const at of [...times, ...times.toReversed()]) {
      expect(moments.at(at).witnesses).toEqual(toReports(events.filter((event) => event.at <= at)));
    }
  });

  it('give the same list while nobody changes their mind', async () => {
    const events = await readJournal('kill-and-pause');
    const moments = createMoments(events);
    const middle = events[Math.floor(events.length / 2)]?.at ?? 0;
    expect(moments.at(middle).witnesses).toBe(moments.at(middle).witnesses);
  });

  it('tell how the probe stood: the counts of the end, and the outage while it lasted', async () => {
    const events = await readJournal('kill-and-pause');
    const probes = readProbes(events);
    const [started, next] = events.filter(({ body }) => body.kind === 'probe-started');
    const killed = events.find(({ body }) => body.kind === 'fault');
    if (started === undefined || next === undefined || killed === undefined)
      throw new Error('the journal has no fault');
    expect(probes.at(started.at - 1)).toBe(null);
    const during = probes.at(killed.at + 10_000);
    expect(during?.state).toBe('writing');
    expect(during?.outage).toBeGreaterThan(9_000);
    expect(during?.outage).toBeLessThan(11_000);
    const own = events.flatMap(({ body }) =>
      body.kind === 'probe-batch' && started.body.kind === 'probe-started' && body.probe === started.body.probe
        ? body.outcomes.split('')
        : [],
    );
    const after = probes.at(next.at - 1);
    expect([after?.acked, after?.failed, after?.unknown]).toEqual(
      ['a', 'f', 'u'].map((letter) => own.filter((outcome) => outcome === letter).length),
    );
    expect([after?.state, after?.outage]).toEqual(['ended', null]);
  });
});

describe('a thinned recording', () => {
  const at = (seconds: number, data: string, code = 'o'): CastEvent => ({ seconds, code, data });

  it('has what came in quick succession as one piece, and no letter less', () => {
    const events = [at(1, 'a'), at(1.01, 'b'), at(1.02, '▶ x: y', 'm'), at(1.03, 'c'), at(1.2, 'd')];
    expect(joinQuickOutput(events)).toEqual([at(1, 'ab'), at(1.02, '▶ x: y', 'm'), at(1.03, 'c'), at(1.2, 'd')]);
  });

  it('is left whole while there is room, and tells how much is missing where there is none', () => {
    const flood = Array.from({ length: 2_000 }, (_, index) => at(1 + index / 10, `line ${index} of a long flood\r\n`));
    const recording = [at(0.5, '▶ build: make', 'm'), ...flood, at(300, '■ build: код 0', 'm'), at(301, 'prompt $ ')];
    expect(thinRecordings(new Map([['main', recording]]), 1_000_000)).toEqual({
      recordings: new Map([['main', recording]]),
      leftOut: 0,
    });
    const { recordings, leftOut } = thinRecordings(new Map([['main', recording]]), 20_000);
    const text = (recordings.get('main') ?? []).map(({ data }) => data).join('');
    expect(text).toContain('line 0 of');
    expect(text).toContain('line 1999 of');
    expect(text).toContain('вырезано');
    expect(text).toContain('prompt $ ');
    expect(leftOut).toBeGreaterThan(50_000);
  });
});
