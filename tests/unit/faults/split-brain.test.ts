import { describe, expect, test } from 'vitest';
import type { AckedRun } from '#protocol/probe.ts';
import { beginProbeLog } from '../../../server/protocol/outage/probe-log.ts';
import { findSplitBrain } from '../../../server/protocol/outage/split-brain.ts';

/** A probe whose writes were confirmed one a second by these servers, and whose control writes had these outcomes. */
function probed(
  by: readonly (readonly [node: string, timeline: number])[],
  controls: readonly (readonly [second: number, node: string, timeline: number, outcome: 'acked' | 'unknown'])[] = [],
) {
  const growing = beginProbeLog({ probe: 'probe-1', startedBy: 'student', startedAt: 0, rate: 1 });
  for (const [index, [node, timeline]] of by.entries()) {
    const run: AckedRun = { node, timeline, count: 1 };
    growing.addBatch(index + 1, {
      probe: 'probe-1',
      at: index * 1_000,
      numbers: [[index + 1, 1]],
      sent: [0],
      took: [5],
      outcomes: 'a',
      by: [run],
      reasons: {},
    });
  }
  for (const [second, node, timeline, outcome] of controls) {
    growing.addControl({ probe: 'probe-1', node, timeline, at: second * 1_000, outcome });
  }
  return findSplitBrain(growing.log);
}

describe('no split brain', () => {
  test('is a failover: the other node confirms, on the next timeline', () => {
    expect(
      probed([
        ['a', 1],
        ['a', 1],
        ['b', 2],
        ['b', 2],
      ]),
    ).toEqual([]);
  });

  test('is a way there and back, each time on a new timeline', () => {
    expect(
      probed([
        ['a', 1],
        ['b', 2],
        ['a', 3],
      ]),
    ).toEqual([]);
  });

  test('is a woken leader whose writes nobody confirms', () => {
    expect(
      probed(
        [
          ['a', 1],
          ['b', 2],
          ['b', 2],
        ],
        [[2.5, 'a', 1, 'unknown']],
      ),
    ).toEqual([]);
  });

  test('is a control write that the present leader alone confirms', () => {
    expect(
      probed(
        [
          ['a', 1],
          ['b', 2],
          ['b', 2],
        ],
        [[1.5, 'b', 2, 'acked']],
      ),
    ).toEqual([]);
  });
});

describe('a split brain', () => {
  test('is a former leader that confirms after its successor', () => {
    expect(
      probed([
        ['a', 1],
        ['b', 2],
        ['a', 1],
      ]),
    ).toEqual([{ at: 2_005, nodes: ['a', 'b'] }]);
  });

  test('is a write straight to the former leader, confirmed while its successor leads', () => {
    const controls = [[2.5, 'a', 1, 'acked']] as const;
    expect(
      probed(
        [
          ['a', 1],
          ['b', 2],
          ['b', 2],
          ['b', 2],
        ],
        controls,
      ),
    ).toEqual([{ at: 2_500, nodes: ['a', 'b'] }]);
  });

  test('is two nodes in turns on one timeline', () => {
    expect(
      probed([
        ['a', 1],
        ['b', 1],
        ['a', 1],
      ]),
    ).not.toEqual([]);
  });

  test('is a write straight to the other node amid those of the leader, on its timeline', () => {
    const controls = [[1.5, 'b', 1, 'acked']] as const;
    expect(
      probed(
        [
          ['a', 1],
          ['a', 1],
          ['a', 1],
        ],
        controls,
      ),
    ).not.toEqual([]);
  });
});
