import type { ClusterView } from '#protocol/cluster.ts';

import { nodeNamed, otherNodes, runs, workingLeader } from '../cluster-roles.ts';
import { defineCheck } from '../define-check.ts';
import { after, type Fact, newest } from '../facts/fact.ts';

/** The container that was stopped was the leader's at that moment. */
export const leaderStopped = defineCheck({
  id: 'leader-stopped',
  lasts: 'happened',
  expected: 'остановлен узел, который в этот момент был лидером',
  judge: ({ view, facts }, { passed, notYet }) => {
    const stop = newest(facts, 'leader-stopped');
    if (stop !== undefined) return passed(`остановлен лидер ${stop.detail.node}`);
    const leader = workingLeader(view);
    const wrong = newest(facts, 'replica-stopped')?.detail.node;
    if (wrong !== undefined && leader !== null && leader.name !== wrong) {
      return notYet(
        `остановлена реплика ${wrong}, а лидером был и остался ${leader.name}`,
        `Такая остановка ничего не меняет. Запустите её снова (docker start ${wrong}), дождитесь синхронной реплики и остановите лидера: docker stop ${leader.name}`,
      );
    }
    if (leader === null) return notYet('лидера сейчас нет', 'Дождитесь, пока кластер выберет лидера.');
    return notYet(`лидер ${leader.name} работает`, `Остановите его: docker stop ${leader.name}`);
  },
});

/** After that another node was named: the timeline alone would prove nothing. */
export const failoverHappened = defineCheck({
  id: 'failover-happened',
  lasts: 'happened',
  expected: 'после остановки лидера Patroni назвал лидером другой узел',
  judge: ({ view, facts }, { passed, notYet }) => {
    const failover = newestFailover(facts);
    if (failover !== undefined) {
      const { from, to, timeline } = failover.detail;
      return passed(`лидером вместо ${from} стал ${to}, линия времени ${timeline}`);
    }
    const stop = newest(facts, 'leader-stopped');
    if (stop === undefined) {
      const wrong = newest(facts, 'replica-stopped')?.detail.node;
      return notYet(
        wrong === undefined
          ? 'лидера ещё не останавливали'
          : `остановлена была реплика ${wrong}, поэтому лидер не сменился`,
        'Остановите контейнер лидера.',
      );
    }
    return notYet(...whyNobody(view, stop, facts));
  },
});

/** Whether a fact is a change of leader: only another name makes one. */
export function isFailover({ fact, detail: { from, to } }: Fact): boolean {
  return fact === 'failover' && from !== undefined && to !== undefined && from !== to;
}

/** The newest change of leader. */
export function newestFailover(facts: readonly Fact[]): Fact | undefined {
  return facts.findLast(isFailover);
}

/** Why nobody has taken the place of a stopped leader: what was seen, and what to do. */
function whyNobody(view: ClusterView, stop: Fact, facts: readonly Fact[]): [string, string] {
  const former = stop.detail.node ?? '';
  const node = nodeNamed(view, former);
  if (runs(view, former)) {
    const again = after(facts, stop).some(({ fact, detail }) => fact === 'leader-named' && detail.node === former);
    return workingLeader(view)?.name === former || again
      ? [
          `${former} запущен слишком рано и остался лидером: смены не было`,
          `После внезапной остановки ключ лидера живёт ещё до ttl, то есть 30 с. Остановите ${former} снова и дождитесь другого лидера.`,
        ]
      : [`${former} снова запущен, лидера пока нет`, 'Подождите: узлы выбирают лидера.'];
  }
  const [rest] = node === null ? [] : otherNodes(view, node);
  const seconds = Math.round((view.at - stop.at) / 1_000);
  const { syncStandby, problem } = view.zookeeper;
  if (problem !== null) {
    return [
      `лидер остановлен, а ZooKeeper не отвечает`,
      'Без ZooKeeper узлы не выберут лидера: верните его (docker start zoo).',
    ];
  }
  const member = rest?.patroni.member ?? null;
  if (view.patroni.synchronousMode === true && member !== null && !(syncStandby ?? '').split(',').includes(member)) {
    return [
      `лидер остановлен, но ${rest?.name ?? 'второй узел'} не был синхронной репликой и занять его место не вправе`,
      `Верните лидера (docker start ${former}), дождитесь строки Sync Standby в patronictl list и повторите.`,
    ];
  }
  return [
    `с остановки лидера прошло ${seconds} с, нового пока нет`,
    'После docker stop он появляется через секунды, после docker kill — примерно через 30 с, когда истечёт сессия ZooKeeper.',
  ];
}
