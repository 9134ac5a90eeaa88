import { describe, expect, it } from 'vitest';
import { wholeCluster } from '../picture/reports.ts';
import { routed } from '../picture/situations.ts';
import { evidence, first, said } from './explained.ts';

describe('a node that comes back', () => {
  const back = () =>
    routed()
      .after(10_000)
      .container('alpha', { state: 'running', health: 'starting', exitCode: null })
      .says('patroni', { state: 'running pg_rewind', role: 'replica' }, 'alpha');

  it('starts, by Patroni’s own word for what it does', () => {
    expect(first(back())).toMatchObject({ tone: 'wait', headline: 'alpha запускается репликой' });
    expect(evidence(back())).toContain('отматывает лишнее (pg_rewind)');
  });

  it('is on the old timeline for a while', () => {
    const moment = back().says('postgres', { inRecovery: true, timeline: 2, receiving: false, standbys: [] }, 'alpha');
    expect(first(moment).headline).toBe('alpha ещё на линии времени 2, а лидер уже на 3');
  });

  it('counts again only once it is named the synchronous standby', () => {
    const streams = back()
      .container('alpha', { health: 'healthy' })
      .says('postgres', { inRecovery: true, timeline: 3, receiving: true, standbys: [] }, 'alpha')
      .says(
        'postgres',
        { standbys: [{ node: 'alpha', state: 'streaming', syncState: 'async', lag: 0 }], syncNames: '' },
        'beta',
      )
      .says('zookeeper', { members: ['alpha', 'beta'] });
    expect(first(streams)).toMatchObject({ tone: 'wait', headline: 'alpha ещё не назначен синхронной репликой' });
    const named = streams.says('zookeeper', { syncStandby: 'alpha' }).says(
      'postgres',
      {
        standbys: [{ node: 'alpha', state: 'streaming', syncState: 'sync', lag: 0 }],
        syncNames: '"alpha"',
      },
      'beta',
    );
    expect(named.reports).not.toHaveLength(0);
    expect(said(named).map(({ headline }) => headline)).not.toContain('alpha ещё не назначен синхронной репликой');
  });
});

describe('HAProxy', () => {
  it('with a check that the replica passes too is told at once', () => {
    const moment = wholeCluster().says('haproxy', {
      servers: [
        { name: 'one', node: 'alpha', status: 'UP', check: 'L7OK 200', since: null },
        { name: 'two', node: 'beta', status: 'UP', check: 'L7OK 200', since: null },
      ],
    });
    expect(first(moment)).toMatchObject({ tone: 'bad', headline: 'HAProxy ведёт и к реплике: beta' });
    expect(first(moment).next).toContain('option httpchk');
  });

  it('that is stopped stops the entry point only', () => {
    const moment = wholeCluster().container('door', { state: 'exited' }).falls('haproxy', 'соединение отвергнуто');
    expect(first(moment).headline).toBe('HAProxy не отвечает: через точку входа записать нельзя');
    expect(first(moment).next).toContain('docker start door');
  });
});
