import { describe, expect, it } from 'vitest';
import { toPicture } from '#protocol/picture.ts';
import type { ProbeStatus } from '#protocol/probe.ts';
import { nodeLines } from '#protocol/scheme/scheme-words.ts';
import { probeWords } from '../../../src/client/cluster/probe-words.ts';
import { type Moment, wholeCluster } from './reports.ts';

const writing: ProbeStatus = {
  probe: 'probe-1',
  state: 'writing',
  startedAt: 1,
  acked: 40,
  failed: 0,
  unknown: 0,
  lastAckAt: 2,
  outage: null,
  problem: null,
};

describe('the words of the scheme', () => {
  const linesOf = ({ reports }: Moment, name: string) =>
    toPicture(reports)
      .nodes.filter((node) => node.name === name)
      .map(nodeLines);

  it('spread over both lines of a node what would be wider than the node', () => {
    expect(linesOf(wholeCluster(), 'beta')).toEqual([['реплика', 'линия 2 · sync']]);
    const stuck = wholeCluster().says('postgres', { receiving: false }, 'beta');
    expect(linesOf(stuck, 'beta')).toEqual([['реплика · линия 2', 'sync · WAL не идёт']]);
  });

  it('tell what the writes of the probe meet, and nothing once it has stopped', () => {
    expect(probeWords(writing)).toMatchObject({ look: 'acked', lines: ['зонд пишет:', 'подтверждается'] });
    expect(probeWords({ ...writing, outage: 300 })?.look).toBe('acked');
    expect(probeWords({ ...writing, outage: 12_400 })).toMatchObject({
      look: 'broken',
      lines: ['зонд пишет:', 'не проходит 12 с'],
    });
    expect(probeWords({ ...writing, state: 'reading-back' })).toBeNull();
    expect(probeWords(null)).toBeNull();
  });
});
