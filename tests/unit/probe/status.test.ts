import { describe, expect, test } from 'vitest';
import type { ProbeStatus } from '#protocol/probe.ts';
import { createLedger } from '../../../server/probe/ledger.ts';
import type { Tally } from '../../../server/probe/measurement.ts';
import type { PresentProbe } from '../../../server/probe/probe.ts';
import { describeStatus } from '../../../server/probe/status.ts';
import { createStatusTeller } from '../../../server/probe/status-teller.ts';
import { waitFor } from '../../wait-for.ts';

const startedAt = 1_790_000_000_000;

function writing(tally: Partial<Tally>): PresentProbe {
  const whole: Tally = { acked: 0, failed: 0, unknown: 0, lastAckAt: null, lastReason: null, ...tally };
  const nothing = () => Promise.resolve();
  return {
    probe: 'probe-1',
    startedAt,
    ledger: createLedger(),
    state: 'writing',
    measurement: { tally: () => whole, end: nothing, [Symbol.asyncDispose]: nothing },
    release: () => undefined,
    ending: null,
    reading: null,
    problem: null,
  };
}

describe('the status of a probe', () => {
  test('tells no outage while writes go through', () => {
    const present = writing({ acked: 20, lastAckAt: startedAt + 1_000, lastReason: 'ECONNREFUSED' });
    expect(describeStatus(present, startedAt + 1_100)).toMatchObject({ acked: 20, outage: null, problem: null });
  });

  test('tells how long none went through, and why the last one did not', () => {
    const present = writing({ acked: 20, failed: 5, lastAckAt: startedAt + 1_000, lastReason: 'connect-deadline' });
    expect(describeStatus(present, startedAt + 4_000)).toMatchObject({
      failed: 5,
      outage: 3_000,
      problem: 'соединение не открылось за 2 с',
    });
  });

  test('counts an outage from the start where nothing was ever confirmed', () => {
    expect(describeStatus(writing({}), startedAt + 700).outage).toBe(700);
  });

  test('knows no outage of a probe that has ended', () => {
    const present: PresentProbe = { ...writing({}), state: 'ended', measurement: null, problem: 'сверено не всё' };
    expect(describeStatus(present, startedAt + 700)).toMatchObject({ outage: null, problem: 'сверено не всё' });
  });
});

test('the status is told at most four times a second while it changes', async () => {
  const status: ProbeStatus = describeStatus(writing({}), startedAt);
  let acked = 0;
  let state: ProbeStatus['state'] = 'writing';
  using teller = createStatusTeller(() => ({ ...status, state, acked: (acked += state === 'writing' ? 1 : 0) }));
  const told: { readonly at: number; readonly status: ProbeStatus }[] = [];
  teller.onStatus((status) => told.push({ at: performance.now(), status }));
  for (let call = 0; call < 20; call += 1) teller.changed();
  await waitFor('five messages', () => told.length >= 5);
  state = 'ended';
  await waitFor('the last one', () => told.at(-1)?.status.state === 'ended');
  const distances = told.slice(1).map(({ at }, index) => at - (told[index]?.at ?? 0));
  expect(Math.min(...distances)).toBeGreaterThan(200);
});
