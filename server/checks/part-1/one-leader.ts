import type { ClusterView } from '#protocol/cluster.ts';

import { namedLeader, runs, writableNodes } from '../cluster-roles.ts';
import { defineCheck } from '../define-check.ts';
import { isLate, list } from '../words.ts';

/** Exactly one node takes writes, and Patroni names the same one. */
export const oneLeader = defineCheck({
  id: 'one-leader',
  lasts: 'now',
  expected: 'ровно один узел принимает запись, и его же называет лидером Patroni',
  judge: ({ view }, { passed, notYet, couldNotRun }) => {
    const mistake = splitCluster(view);
    if (mistake !== null) return notYet(mistake.observed, mistake.advice);
    const running = view.nodes.filter(({ name }) => runs(view, name));
    if (running.length === 0) return notYet('ни один узел не запущен', 'Запустите кластер: docker compose up -d');
    if (view.patroni.problem !== null) {
      return isLate(view.patroni.problem)
        ? couldNotRun(view.patroni.problem, 'Проверка повторится сама.')
        : notYet(
            `Patroni не отвечает: ${view.patroni.problem}`,
            'Подождите полминуты и загляните в docker compose logs.',
          );
    }
    const writable = writableNodes(view).map(({ name }) => name);
    if (writable.length > 1) {
      return notYet(
        `запись принимают сразу оба узла: ${list(writable)}`,
        'Два лидера — это два разных кластера: сравните scope в файлах узлов.',
      );
    }
    const leader = namedLeader(view);
    if (leader === null) {
      return notYet(
        'Patroni пока не назвал лидера',
        'При первом запуске выборы занимают до минуты. Если лидера всё нет, посмотрите docker compose logs: доступен ли ZooKeeper?',
      );
    }
    if (writable[0] !== leader.name) {
      return notYet(`Patroni называет ${leader.name}, но запись он пока не принимает`, 'Подождите несколько секунд.');
    }
    return passed(`лидер — ${leader.name}, только он принимает запись`);
  },
});

/** Two configurations that can't make one cluster. */
function splitCluster(view: ClusterView): { observed: string; advice: string } | null {
  const [first, second] = view.nodes.filter(({ patroni }) => patroni.problem === null);
  if (first === undefined || second === undefined) return null;
  if (first.patroni.scope !== null && second.patroni.scope !== null && first.patroni.scope !== second.patroni.scope) {
    return {
      observed: `у узлов разные scope: ${first.patroni.scope} и ${second.patroni.scope}`,
      advice: 'Поэтому это два отдельных кластера: дайте им один scope, соберите образ и поднимите проект заново.',
    };
  }
  if (first.patroni.member !== null && first.patroni.member === second.patroni.member) {
    return {
      observed: `оба узла называют себя ${first.patroni.member}`,
      advice: 'Имена в кластере должны различаться: проверьте name в файлах Patroni и command в docker-compose.yml.',
    };
  }
  return null;
}
