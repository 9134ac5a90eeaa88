import type { ClusterView, NodeView } from '#protocol/cluster.ts';

import { leaderAndOther, replicationRow, runs, streamsFrom } from '../cluster-roles.ts';
import { type Answers, defineCheck, type Verdict } from '../define-check.ts';

/** A replica receives the leader's WAL as a stream, as both of them say. */
export const replicaStreaming = defineCheck({
  id: 'replica-streaming',
  lasts: 'now',
  expected: 'реплика получает журнал лидера потоком (streaming) на той же линии времени',
  judge: ({ view }, answers) => {
    const pair = pairOf(view, answers);
    if ('outcome' in pair) return pair;
    const { leader, replica } = pair;
    if (streamsFrom(view, leader, replica)) {
      return answers.passed(
        `${replica.name} получает журнал от ${leader.name}, линия времени ${leader.postgres.timeline}`,
      );
    }
    const row = replicationRow(view, leader, replica);
    return answers.notYet(
      row === undefined
        ? `лидер ${leader.name} не видит подключённой реплики ${replica.name}`
        : `${replica.name}: состояние ${row.state}, линия времени ${replica.postgres.timeline ?? '?'}, у лидера ${leader.postgres.timeline ?? '?'}`,
      `Новая реплика сначала копирует данные целиком: подождите до минуты. Причину задержки скажет docker compose logs ${replica.name}`,
    );
  },
});

/** The leader waits for the replica before it acknowledges a commit. */
export const replicaSynchronous = defineCheck({
  id: 'replica-synchronous',
  lasts: 'now',
  expected: 'реплика синхронная: лидер ждёт её, прежде чем подтвердить COMMIT',
  judge: ({ view }, answers) => {
    const pair = pairOf(view, answers);
    if ('outcome' in pair) return pair;
    const { leader, replica } = pair;
    const row = replicationRow(view, leader, replica);
    if (row?.state === 'streaming' && ['sync', 'quorum'].includes(row.syncState)) {
      return answers.passed(`${replica.name} — синхронная реплика узла ${leader.name}`);
    }
    if (view.patroni.synchronousMode === false) {
      return answers.notYet(
        'в конфигурации кластера synchronous_mode выключен',
        'Ключ стоит под bootstrap.dcs и читается один раз, при создании кластера; у готового кластера его включают так: patronictl edit-config -s synchronous_mode=true',
      );
    }
    return answers.notYet(
      `${replica.name} пока не синхронная (${row?.syncState ?? 'не подключена'})`,
      'Patroni назначает синхронную реплику в очередном цикле, раз в loop_wait: подождите до 20 секунд.',
    );
  },
});

type Pair = { readonly leader: NodeView; readonly replica: NodeView };

/** The working leader and the node that should follow it, or why there is no such pair. */
export function pairOf(view: ClusterView, { notYet }: Answers): Pair | Verdict {
  const { leader, other: replica } = leaderAndOther(view);
  if (leader === null) return notYet('лидера пока нет', 'Сначала кластер должен выбрать лидера.');
  if (replica === null) return notYet('второго узла в проекте нет', 'Опишите в docker-compose.yml оба узла.');
  if (!runs(view, replica.name)) {
    return notYet(`узел ${replica.name} не работает`, `Запустите его: docker compose up -d ${replica.name}`);
  }
  if (replica.postgres.inRecovery === null) {
    return notYet(
      `PostgreSQL на ${replica.name} не отвечает: ${replica.postgres.problem ?? ''}`,
      'Подождите: узел запускается.',
    );
  }
  return { leader, replica };
}
