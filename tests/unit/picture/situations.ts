import { type Moment, wholeCluster } from './reports.ts';

const refused = 'соединение отвергнуто';

/** `alpha`, the leader, was killed `ago` milliseconds ago; nobody has taken its place. */
export function leaderKilled(ago: number): Moment {
  return wholeCluster()
    .after(60_000)
    .container('alpha', { state: 'exited', exitCode: 137, health: null })
    .falls('postgres', refused, 'alpha')
    .falls('patroni', 'контейнер не работает', 'alpha')
    .after(ago);
}

/** ZooKeeper has ended the session of the killed `alpha`. */
export function keyFree(): Moment {
  return leaderKilled(28_000).says('zookeeper', { leader: null, leaderSince: null, session: null, members: ['beta'] });
}

/** `beta` has taken the key, and its PostgreSQL is still in recovery. */
export function promoting(): Moment {
  const free = keyFree().after(500);
  return free.says('zookeeper', { leader: 'beta', leaderSince: free.at, session: '10000a1b2c30002' });
}

/** `beta` leads on timeline 3; HAProxy has not noticed. */
export function promoted(): Moment {
  const taken = promoting().after(300);
  const lastChange = { timeline: 2, leader: 'beta', at: taken.at };
  return taken
    .says('postgres', { inRecovery: false, timeline: 3, receiving: null, standbys: [], syncNames: '' }, 'beta')
    .says('patroni', { role: 'primary', state: 'running', timeline: 3, leader: 'beta', lastChange }, 'beta')
    .says('zookeeper', { syncLeader: 'beta', syncStandby: null, lastChange });
}

/** HAProxy leads to `beta` alone; `alpha` is still away. */
export function routed(): Moment {
  return promoted()
    .after(6_000)
    .says('haproxy', {
      servers: [
        { name: 'one', node: 'alpha', status: 'DOWN', check: 'L4TOUT', since: null },
        { name: 'two', node: 'beta', status: 'UP', check: 'L7OK 200', since: null },
      ],
    });
}

/** ZooKeeper was stopped `ago` milliseconds ago; the leader still writes. */
export function keeperGone(ago: number): Moment {
  return wholeCluster()
    .after(60_000)
    .container('keeper', { state: 'exited', exitCode: 143, health: null })
    .falls('zookeeper', refused)
    .after(ago);
}

/** The replica went first, then the leader: nobody may be promoted. */
export function twoNodeTrap(): Moment {
  return wholeCluster()
    .after(60_000)
    .container('beta', { state: 'exited', exitCode: 0, health: null })
    .falls('postgres', refused, 'beta')
    .falls('patroni', 'контейнер не работает', 'beta')
    .after(12_000)
    .says('postgres', { standbys: [], syncNames: '' }, 'alpha')
    .says('zookeeper', { members: ['alpha'], syncStandby: null })
    .after(5_000)
    .container('alpha', { state: 'exited', exitCode: 137, health: null })
    .falls('postgres', refused, 'alpha')
    .falls('patroni', 'контейнер не работает', 'alpha')
    .after(1_000)
    .container('beta', { state: 'running', exitCode: null, health: 'healthy' })
    .says('postgres', { inRecovery: true, receiving: false }, 'beta')
    .says('patroni', { state: 'running' }, 'beta')
    .after(30_000)
    .says('zookeeper', { leader: null, leaderSince: null, session: null, members: ['beta'] });
}

/** The trap, and the old leader was started again. */
export function trapOpened(): Moment {
  return twoNodeTrap().after(10_000).container('alpha', { state: 'running', exitCode: null, health: 'starting' });
}
