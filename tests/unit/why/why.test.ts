import { describe, expect, it } from 'vitest';
import { explain } from '#protocol/why.ts';
import { type Moment, wholeCluster } from '../picture/reports.ts';
import {
  keeperGone,
  keyFree,
  leaderKilled,
  promoted,
  promoting,
  routed,
  trapOpened,
  twoNodeTrap,
} from '../picture/situations.ts';
import { evidence, first, plain, said } from './explained.ts';

describe('while nothing is there', () => {
  const nobody = (moment: Moment) =>
    ['alpha', 'beta'].reduce(
      (now, node) => now.falls('postgres', 'нет контейнера', node).falls('patroni', 'нет контейнера', node),
      moment.says('docker', { containers: [] }).falls('zookeeper', 'нет').falls('haproxy', 'нет'),
    );

  it('says that the cluster was not started, and how to start it', () => {
    const explanation = first(nobody(wholeCluster()));
    expect(explanation).toMatchObject({ tone: 'note', headline: 'Кластер ещё не запущен' });
    expect(explanation.next).toContain('docker compose up -d');
  });

  it('says nothing else beside it', () => {
    expect(said(nobody(wholeCluster()))).toHaveLength(1);
  });

  it('says that Docker does not answer', () => {
    const moment = nobody(wholeCluster()).falls('docker', 'сокета нет');
    expect(first(moment)).toMatchObject({ tone: 'bad', headline: 'Docker не отвечает' });
    expect(evidence(moment)).toContain('сокета нет');
  });

  it('waits for nodes that start', () => {
    const free = wholeCluster().says('zookeeper', { leader: null, members: [], syncLeader: null, syncStandby: null });
    const moment = ['alpha', 'beta'].reduce(
      (now, node) =>
        now
          .container(node, { health: 'starting' })
          .falls('postgres', 'соединение отвергнуто', node)
          .says('patroni', { state: 'initializing new cluster', leader: null }, node),
      free,
    );
    expect(first(moment)).toMatchObject({ tone: 'wait', headline: 'Узлы запускаются, лидера ещё нет' });
    expect(evidence(moment)).toContain('создаёт новый кластер (initdb)');
  });
});

describe('a whole cluster', () => {
  it('is well, and says why and what would happen', () => {
    const explanation = first(wholeCluster());
    expect(explanation).toMatchObject({ tone: 'good', headline: 'Всё в порядке' });
    expect(explanation.because.join(' ')).toContain('COMMIT ждёт, пока строка будет на обоих узлах');
    expect(plain(explanation.next)).toContain('ключ освободится через 26–32 с и лидером станет beta');
  });

  it('counts with the live ttl, and with what ZooKeeper makes of it', () => {
    const config = {
      ttl: 60,
      loopWait: 10,
      retryTimeout: 10,
      maximumLag: 1_048_576,
      synchronousMode: true,
      paused: false,
    };
    const moment = wholeCluster().says('patroni', { config }, 'alpha').says('patroni', { config }, 'beta');
    expect(plain(first(moment).next)).toContain('через 36–42 с');
  });

  it('without HAProxy is as well', () => {
    const whole = wholeCluster();
    const containers = ['alpha', 'beta'].map((name) => container(name, 'node'));
    const moment = whole
      .says('docker', { containers: [...containers, container('keeper', 'zookeeper')] })
      .falls('haproxy', 'контейнера HAProxy нет');
    expect(first(moment)).toMatchObject({ tone: 'good' });
  });
});

describe('after the leader was killed', () => {
  it('says who holds the key and until about when', () => {
    const moment = leaderKilled(11_000);
    expect(first(moment)).toMatchObject({
      tone: 'wait',
      headline: 'Реплика ещё не лидер: ключ держит сессия alpha',
    });
    expect(plain(evidence(moment))).toContain('молчит он 11 с');
    expect(plain(first(moment).next)).toContain('Сессия истечёт через 15–21 с; тогда ключ возьмёт beta');
  });

  it('counts down', () => {
    expect(plain(first(leaderKilled(25_000)).next)).toContain('через 1–7 с');
    expect(plain(first(leaderKilled(29_000)).next)).toContain('вот-вот, не позже чем через 3 с');
    expect(plain(first(leaderKilled(40_000)).next)).toContain('истечёт вот-вот');
  });

  it('tells an election, then a promotion', () => {
    expect(first(keyFree()).headline).toBe('Ключ лидера свободен: идут выборы');
    expect(first(promoting()).headline).toBe('beta взял ключ: его PostgreSQL становится лидером');
  });

  it('then waits for HAProxy, as long as its own timings say', () => {
    const [routing, alone] = said(promoted());
    expect(routing?.headline).toBe('Лидер beta есть, но HAProxy его ещё не признал');
    expect(plain(routing?.because.join(' ') ?? '')).toContain('А к alpha он пока ещё ведёт');
    expect(plain(routing?.next ?? '')).toContain('через 3–6 с');
    expect(alone?.headline).toBe('beta работает один: без реплики');
  });

  it('waits less once one check was good', () => {
    const moment = promoted().says('haproxy', {
      servers: [{ name: 'two', node: 'beta', status: 'DOWN 1/2', check: 'L7OK 200', since: null }],
    });
    expect(plain(first(moment).next)).toContain('не позже чем через 3 с');
  });

  it('in the end is without a replica, and warns of the trap', () => {
    const explanations = said(routed());
    expect(explanations.map(({ headline }) => headline)).toEqual(['beta работает один: без реплики']);
    expect(explanations[0]?.because.join(' ')).toContain('синхронной реплики при beta нет');
    expect(explanations[0]?.next).toContain('docker start alpha');
  });

  it('says that nobody takes over where the replica lagged too much', () => {
    const standbys = [{ node: 'beta', state: 'streaming', syncState: 'async', lag: 16 * 1024 * 1024 }];
    const config = {
      ttl: 30,
      loopWait: 10,
      retryTimeout: 10,
      maximumLag: 1_048_576,
      synchronousMode: false,
      paused: false,
    };
    const moment = wholeCluster()
      .says('postgres', { standbys, syncNames: '' }, 'alpha')
      .says('patroni', { config }, 'alpha')
      .says('patroni', { config }, 'beta')
      .says('zookeeper', { syncLeader: null, syncStandby: null })
      .container('alpha', { state: 'exited', exitCode: 137 })
      .falls('postgres', 'соединение отвергнуто', 'alpha')
      .falls('patroni', 'контейнер не работает', 'alpha')
      .after(5_000);
    expect(first(moment)).toMatchObject({ tone: 'bad', headline: 'Ключ ещё у alpha, а сменить его некому' });
    expect(evidence(moment)).toContain('maximum_lag_on_failover');
  });
});

describe('other faults', () => {
  it('tell a frozen leader from a stopped one', () => {
    const moment = wholeCluster()
      .container('alpha', { state: 'paused' })
      .falls('postgres', 'нет ответа', 'alpha')
      .falls('patroni', 'нет ответа', 'alpha')
      .after(4_000);
    expect(evidence(moment)).toContain('alpha на паузе: его процессы заморожены');
  });

  it('tell that a leader cut off from the network is not seen by its neighbours', () => {
    const moment = wholeCluster()
      .container('alpha', { connected: false })
      .falls('postgres', 'нет ответа', 'alpha')
      .falls('patroni', 'нет ответа', 'alpha')
      .after(4_000);
    expect(evidence(moment)).toContain('alpha отключён от сети');
  });

  it('say when writes will stop without ZooKeeper, and how to bring it back', () => {
    const explanation = first(keeperGone(3_000));
    expect(explanation).toMatchObject({
      tone: 'bad',
      headline: 'ZooKeeper не отвечает: alpha скоро перестанет принимать запись',
    });
    expect(plain(explanation.next)).toBe('Запись остановится через 2–17 с. Верните ZooKeeper: docker start keeper.');
  });

  it('say that nobody leads once Patroni has demoted the leader', () => {
    const moment = keeperGone(12_000).says('postgres', { inRecovery: true, standbys: [], syncNames: '' }, 'alpha');
    expect(first(moment).headline).toBe('ZooKeeper не отвечает, и лидера нет: записать некуда');
    expect(first(moment).next).toContain('docker start keeper');
  });

  it('name the trap of two nodes, and the only way out', () => {
    const explanation = first(twoNodeTrap());
    expect(explanation).toMatchObject({ tone: 'bad', headline: 'Лидера не будет: повысить реплику нельзя' });
    expect(explanation.because.join(' ')).toContain('синхронной реплики при нём нет');
    expect(plain(explanation.next)).toContain('Верните alpha: docker start alpha');
  });

  it('wait for the old leader once it is on its way back', () => {
    expect(first(trapOpened())).toMatchObject({
      tone: 'wait',
      headline: 'Ключ лидера свободен: ждём, пока запустится alpha',
    });
  });

  it('name the node to begin with while none runs', () => {
    const moment = twoNodeTrap()
      .container('beta', { state: 'exited' })
      .falls('postgres', 'соединение отвергнуто', 'beta')
      .falls('patroni', 'контейнер не работает', 'beta');
    expect(first(moment).headline).toBe('Ни один узел не работает');
    expect(plain(first(moment).next)).toContain('Начните с alpha: docker start alpha');
  });

  it('say why a COMMIT hangs while the standby is frozen, and until when', () => {
    const moment = wholeCluster()
      .container('beta', { state: 'paused' })
      .falls('postgres', 'нет ответа', 'beta')
      .falls('patroni', 'нет ответа', 'beta')
      .after(2_000);
    expect(first(moment).headline).toBe('Запись висит: COMMIT на alpha ждёт синхронную реплику, а её нет');
    // Measured on a real cluster: 35.6 s after the pause.
    expect(plain(first(moment).next)).toContain('в следующий обход, через 24–40 с');
    expect(said(moment)[1]?.next).toContain('docker unpause beta');
  });

  it('say that Patroni’s next loop lets go of a standby that PostgreSQL has lost', () => {
    const moment = wholeCluster()
      .container('beta', { state: 'exited' })
      .falls('postgres', 'соединение отвергнуто', 'beta')
      .falls('patroni', 'контейнер не работает', 'beta')
      .says('postgres', { standbys: [] }, 'alpha');
    expect(plain(first(moment).next)).toContain('не позже чем через loop_wait 10 с');
  });

  it('show two leaders at once before everything else', () => {
    const moment = wholeCluster().says('postgres', { inRecovery: false, timeline: 3, receiving: null }, 'beta');
    expect(first(moment)).toMatchObject({ tone: 'bad', headline: 'Два лидера сразу: alpha и beta' });
    expect(evidence(moment)).toContain('ключ лидера держит alpha');
  });

  it('tell a leader that came back before its session ended', () => {
    const moment = leaderKilled(5_000)
      .container('alpha', { state: 'running', health: 'starting', exitCode: null })
      .says('patroni', { state: 'starting' }, 'alpha');
    expect(first(moment).headline).toBe('alpha держит ключ, а его PostgreSQL ещё не отвечает');
    expect(evidence(moment)).toContain('другой узел лидером не станет');
  });
});

it('tells a pause of Patroni beside the rest', () => {
  const config = {
    ttl: 30,
    loopWait: 10,
    retryTimeout: 10,
    maximumLag: 1_048_576,
    synchronousMode: true,
    paused: true,
  };
  const moment = wholeCluster().says('patroni', { config }, 'alpha').says('patroni', { config }, 'beta');
  expect(said(moment).map(({ headline }) => headline)).toEqual(['Patroni на паузе']);
});

it('tells a switchover that is asked for', () => {
  expect(first(wholeCluster().says('zookeeper', { failoverAsked: true })).headline).toBe(
    'Запрошена плановая смена лидера',
  );
});

it('never throws, whichever voices are missing', () => {
  for (const { reports, at } of [wholeCluster(), leaderKilled(1_000), promoted(), twoNodeTrap(), keeperGone(1_000)]) {
    for (const left of reports) {
      const without = reports.filter((report) => report !== left);
      expect(explain(without, at).length, `without ${left.witness} ${left.node}`).toBeGreaterThan(0);
      expect(explain([left], at).length, `${left.witness} ${left.node} alone`).toBeGreaterThan(0);
    }
  }
});

function container(name: string, role: 'node' | 'zookeeper') {
  return { name, role, state: 'running', health: 'healthy', exitCode: null, connected: true } as const;
}
