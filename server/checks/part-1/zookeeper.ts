import type { ClusterView } from '#protocol/cluster.ts';

import { namedLeader } from '../cluster-roles.ts';
import { type Answers, defineCheck, type Verdict } from '../define-check.ts';
import { isLate } from '../words.ts';

/** ZooKeeper takes connections and gives a session. */
export const zookeeperReady = defineCheck({
  id: 'zookeeper-ready',
  lasts: 'now',
  expected: 'ZooKeeper принимает соединения и открывает сессию',
  judge: ({ view }, answers) => unanswered(view, answers) ?? answers.passed('ZooKeeper отвечает и открыл сессию'),
});

/** The leader's key holds the name of the node that leads. */
export const lockInZooKeeper = defineCheck({
  id: 'lock-in-zookeeper',
  lasts: 'now',
  expected: 'в ZooKeeper есть ключ лидера, и в нём имя того узла, который принимает запись',
  judge: ({ view }, answers) => {
    const silent = unanswered(view, answers);
    if (silent !== null) return silent;
    const { leader: holder, scope } = view.zookeeper;
    if (holder === null) {
      return answers.notYet(
        `в ZooKeeper нет ключа лидера${scope === null ? '' : ` кластера ${scope}`}`,
        'Он появится, когда узлы выберут лидера. Если его долго нет, посмотрите docker compose logs: видят ли узлы ZooKeeper?',
      );
    }
    const leader = namedLeader(view);
    const owner = view.nodes.find(({ patroni }) => patroni.member === holder);
    if (owner === undefined || owner.name !== leader?.name) {
      return answers.notYet(
        `ключ держит ${holder}, а Patroni называет лидером ${leader?.name ?? 'никого'}`,
        'Подождите: роль переходит.',
      );
    }
    if (owner.postgres.inRecovery !== false) {
      return answers.notYet(
        `ключ держит ${holder}, но запись узел ${owner.name} пока не принимает`,
        'Подождите несколько секунд.',
      );
    }
    return answers.passed(`ключ /service/${scope ?? '…'}/leader держит ${holder}`);
  },
});

function unanswered(view: ClusterView, { notYet, couldNotRun }: Answers): Verdict | null {
  const { problem } = view.zookeeper;
  if (problem === null) return null;
  if (/не опубликован/.test(problem)) {
    return couldNotRun(problem, 'Опубликуйте порт 2181 на 127.0.0.1, чтобы лаборатория могла его спросить.');
  }
  if (isLate(problem)) return couldNotRun(problem, 'Проверка повторится сама.');
  const containers = view.docker.containers.filter(({ role }) => role === 'zookeeper');
  if (containers.length === 0) return notYet('контейнера ZooKeeper нет', 'Запустите его: docker compose up -d');
  return notYet(problem, `Причину скажет журнал: docker logs ${containers[0]?.name ?? 'zoo'}`);
}
