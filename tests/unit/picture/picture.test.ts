import { describe, expect, it } from 'vitest';
import { toAgreement } from '#protocol/agreement.ts';
import { describePicture, tellChange } from '#protocol/picture-words.ts';
import { toPicture } from '#protocol/picture.ts';
import type { Gauges } from '#protocol/witness.ts';
import { toReports } from '#protocol/witness-reports.ts';
import { type Moment, wholeCluster } from './reports.ts';
import { keeperGone, keyFree, leaderKilled, promoted, promoting, routed, twoNodeTrap } from './situations.ts';

const picture = (moment: Moment) => toPicture(moment.reports);
const node = (moment: Moment, name: string) => picture(moment).nodes.find((one) => one.name === name);
const told = (before: Moment, after: Moment) => tellChange(picture(before), picture(after));

describe('the picture', () => {
  it('shows of a node what each witness says of it, and by whom', () => {
    expect(node(wholeCluster(), 'alpha')).toEqual({
      name: 'alpha',
      container: 'running',
      role: 'primary',
      timeline: 2,
      receiving: null,
      key: 'holds',
      syncStandby: false,
      route: { look: 'open', status: 'UP' },
    });
    expect(node(wholeCluster(), 'beta')).toMatchObject({
      role: 'replica',
      key: 'watches',
      syncStandby: true,
      route: { look: 'closed', status: 'DOWN' },
    });
  });

  it('shows the witnesses apart while they disagree, and guesses nothing', () => {
    const moment = promoted();
    // The key and the role are with one node, the route still with the dead one.
    expect(node(moment, 'beta')).toMatchObject({ role: 'primary', key: 'holds', route: { look: 'closed' } });
    expect(node(moment, 'alpha')).toMatchObject({ container: 'stopped', role: 'silent', route: { look: 'open' } });
  });

  it('keeps nothing of a witness that can’t be asked', () => {
    const moment = wholeCluster().falls('zookeeper', 'нет').falls('haproxy', 'нет').falls('docker', 'нет');
    expect(node(moment, 'alpha')).toMatchObject({ container: 'unknown', key: 'unknown', route: null, role: 'primary' });
    expect(picture(moment).keeper).toMatchObject({ answers: false, holder: null });
  });

  it.each([
    ['paused', { state: 'paused' }],
    ['cut-off', { connected: false }],
    ['stopped', { state: 'exited' }],
    ['starting', { health: 'starting' }],
    ['unhealthy', { health: 'unhealthy' }],
    ['restarting', { state: 'restarting' }],
    ['created', { state: 'created' }],
  ] as const)('tells a container that is %s', (look, change) => {
    expect(node(wholeCluster().container('alpha', change), 'alpha')?.container).toBe(look);
  });

  it('tells a server that HAProxy is about to take or to drop', () => {
    const servers = [
      { name: 'one', node: 'alpha', status: 'UP 1/3', check: 'L4TOUT', since: null },
      { name: 'two', node: 'beta', status: 'DOWN 1/2', check: 'L7OK 200', since: null },
    ];
    const moment = wholeCluster().says('haproxy', { servers });
    expect(node(moment, 'alpha')?.route?.look).toBe('closing');
    expect(node(moment, 'beta')?.route?.look).toBe('opening');
  });

  it('is empty before the first container, and has no HAProxy before there is one', () => {
    const moment = wholeCluster().says('docker', { containers: [] }).falls('haproxy', 'нет');
    expect(picture(moment).entry).toBeNull();
    expect(toPicture([])).toEqual({ nodes: [], keeper: null, entry: null, copies: [] });
    expect(describePicture(toPicture([]))).toBe('Узлов PostgreSQL ещё нет.');
  });

  it('of a replayed journal is that of the live reports, whose gauges and ages it does not hold', () => {
    const gauges: Gauges = { lsn: '0/3000060', standbys: [], sessions: { one: 3 } };
    for (const moment of [wholeCluster(), leaderKilled(9_000), keyFree(), promoted(), routed(), twoNodeTrap()]) {
      const live = moment.reports.map((report) => ({ ...report, answeredAt: moment.at, gauges }));
      expect(toPicture(toReports(moment.events))).toEqual(toPicture(live));
    }
  });
});

describe('in words', () => {
  it('is a few sentences, each with its witness', () => {
    expect(describePicture(picture(wholeCluster()))).toBe(
      'alpha: по PostgreSQL primary, линия времени 2. beta: по PostgreSQL реплика, линия времени 2. ' +
        'alpha передаёт WAL на beta, синхронно, лаг 0. По ZooKeeper ключ лидера держит alpha. ' +
        'HAProxy: alpha — UP, ведёт соединения. HAProxy: beta — DOWN, не ведёт соединений.',
    );
  });

  it('a failover is told in a few sentences', () => {
    expect(told(wholeCluster(), leaderKilled(0))).toEqual(['alpha: остановлен']);
    expect(told(leaderKilled(0), keyFree())).toEqual(['ключ лидера свободен']);
    expect(told(keyFree(), promoting())).toEqual(['ключ лидера взял beta']);
    expect(told(promoting(), promoted())).toEqual(['beta стал лидером, линия времени 3']);
    expect(told(promoted(), routed())).toEqual(['HAProxy ведёт к beta']);
  });

  it('changes that come together are told together', () => {
    expect(told(leaderKilled(0), promoted())).toEqual(['beta стал лидером, линия времени 3', 'ключ лидера взял beta']);
  });

  it('says nothing where nothing of weight changed', () => {
    const moment = wholeCluster();
    expect(told(moment, moment.after(5_000).says('haproxy', {}))).toEqual([]);
  });

  it('tells that ZooKeeper went, without calling the key free', () => {
    expect(told(wholeCluster(), keeperGone(0))).toEqual(['ZooKeeper больше не отвечает']);
  });
});

describe('the witnesses’ agreement', () => {
  it('counts those only that can tell', () => {
    expect(toAgreement(wholeCluster().reports)).toMatchObject({ telling: 4, named: ['alpha'], disagree: false });
  });

  it('names nobody while they disagree, and tells who stands apart', () => {
    expect(toAgreement(promoted().reports)).toMatchObject({ named: null, disagree: true, apart: ['haproxy'] });
  });

  it('without a majority puts nobody apart', () => {
    const agreement = toAgreement(leaderKilled(9_000).falls('patroni', 'нет', 'beta').reports);
    expect(agreement).toMatchObject({ disagree: true, apart: [] });
  });
});
