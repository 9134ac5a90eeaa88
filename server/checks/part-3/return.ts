import type { ClusterView, NodeView, TableView } from '#protocol/cluster.ts';

import { nodeNamed, runs, streamsFrom, tableName, workingLeader } from '../cluster-roles.ts';
import { type Answers, defineCheck, type Verdict } from '../define-check.ts';
import type { Fact } from '../facts/fact.ts';
import { hasSame } from '../part-2/tables.ts';
import { list } from '../words.ts';
import { newestFailover } from './failover.ts';
import { madeAfter } from './written-through.ts';

/** The former leader streams from the new one, on the new timeline: the role alone would prove nothing. */
export const oldLeaderBack = defineCheck({
  id: 'old-leader-back',
  lasts: 'now',
  expected: 'прежний лидер снова работает и получает журнал от нового на новой линии времени',
  judge: ({ view, facts }, answers) => {
    const pair = returnOf(view, facts, answers);
    if ('outcome' in pair) return pair;
    const { leader, former } = pair;
    if (streamsFrom(view, leader, former)) {
      return answers.passed(
        `${former.name} получает журнал от ${leader.name}, линия времени ${leader.postgres.timeline}`,
      );
    }
    return answers.notYet(...whyNotStreaming(view, leader, former));
  },
});

/** What was written while it was away reads on it. */
export const oldLeaderCaughtUp = defineCheck({
  id: 'old-leader-caught-up',
  lasts: 'now',
  expected: 'на прежнем лидере читается таблица, созданная, пока он не работал',
  judge: ({ view, facts }, answers) => {
    const pair = returnOf(view, facts, answers);
    if ('outcome' in pair) return pair;
    const { leader, former, failover } = pair;
    const tables = madeWithout(leader, former.name, facts, failover);
    if (tables.length === 0) {
      return answers.notYet(
        `пока ${former.name} не работал, новых таблиц не появилось`,
        'Догонять нечего: остановите лидера ещё раз, создайте таблицу через HAProxy и верните узел.',
      );
    }
    const missing = tables.filter((table) => !hasSame(former.postgres.tables, table)).map(tableName);
    if (missing.length > 0) {
      return answers.notYet(
        `на ${former.name} пока нет: ${list(missing)}`,
        'Подождите; если не появится, проверьте, получает ли узел журнал от нового лидера.',
      );
    }
    return answers.passed(`на ${former.name} есть созданное без него: ${list(tables.map(tableName))}`);
  },
});

/** The leader's tables that were made while the former leader was away. */
function madeWithout(leader: NodeView, former: string, facts: readonly Fact[], failover: Fact): readonly TableView[] {
  const made = new Set(
    madeAfter(facts, failover)
      .filter(({ detail }) => (detail.absent ?? '').split(' ').includes(former))
      .map(({ detail }) => detail.table),
  );
  return leader.postgres.tables.filter((table) => made.has(tableName(table)));
}

/** Their names, as a view shows them after the return. */
export function tablesMadeWithout(view: ClusterView, facts: readonly Fact[]): readonly string[] {
  const failover = newestFailover(facts);
  const leader = workingLeader(view);
  if (failover === undefined || leader === null) return [];
  return madeWithout(leader, failover.detail.from ?? '', facts, failover).map(tableName);
}

/** Who led follows, and who followed leads. */
export const rolesSwapped = defineCheck({
  id: 'roles-swapped',
  lasts: 'now',
  expected: 'прежний лидер стал репликой, а прежняя реплика — лидером',
  judge: ({ view, facts }, answers) => {
    const pair = returnOf(view, facts, answers);
    if ('outcome' in pair) return pair;
    const { leader, former } = pair;
    const role = former.patroni.role ?? '';
    if (former.postgres.inRecovery === true && !['primary', 'master', 'leader'].includes(role)) {
      return answers.passed(`лидер теперь ${leader.name}, ${former.name} — реплика`);
    }
    return answers.notYet(`${former.name} ещё не реплика`, 'Подождите, пока узел примет новую роль.');
  },
});

type Return = { readonly leader: NodeView; readonly former: NodeView; readonly failover: Fact };

/** The new leader and the one before the last failover, answering; or why there is no such pair. */
function returnOf(view: ClusterView, facts: readonly Fact[], { notYet }: Answers): Return | Verdict {
  const failover = newestFailover(facts);
  if (failover === undefined)
    return notYet('смены лидера ещё не было', 'Сначала остановите лидера и дождитесь нового.');
  const { from = '', to = '' } = failover.detail;
  const former = nodeNamed(view, from);
  if (former === null) return notYet(`узла ${from} в проекте больше нет`, 'Верните его в docker-compose.yml.');
  if (!runs(view, from)) return notYet(`прежний лидер ${from} не работает`, `Запустите его: docker start ${from}`);
  const leader = workingLeader(view);
  if (leader === null) return notYet('лидера сейчас нет', 'Дождитесь, пока кластер выберет лидера.');
  if (leader.name === from) {
    return notYet(
      `лидер снова ${from}, а не ${to}`,
      `Роль вернулась назад: остановите ${from} ещё раз, дождитесь нового лидера и запустите его снова.`,
    );
  }
  if (former.postgres.inRecovery === null) {
    return notYet(
      `PostgreSQL на ${from} не отвечает: ${former.postgres.problem ?? ''}`,
      `Узел запускается. Если это длится дольше минуты: docker logs ${from}`,
    );
  }
  return { leader, former, failover };
}

/** The mistakes that let a node run and call itself a replica while it receives nothing. */
function whyNotStreaming(view: ClusterView, leader: NodeView, former: NodeView): [string, string] {
  const own = former.postgres.timeline;
  const theirs = leader.postgres.timeline;
  const behind =
    own === theirs
      ? `${former.name} на линии времени ${own ?? '?'}, но журнала от ${leader.name} не получает`
      : `${former.name} остался на линии времени ${own ?? '?'}, у лидера ${leader.name} — ${theirs ?? '?'}`;
  if (socketInDataDirectory(former)) {
    return [
      behind,
      'Сокет PostgreSQL лежит в каталоге данных (unix_socket_directories), и pg_rewind о него спотыкается. Укажите /var/run/postgresql и соберите образ заново.',
    ];
  }
  if (own !== theirs && view.patroni.config.usePgRewind === false) {
    return [
      behind,
      'В конфигурации кластера use_pg_rewind выключен. Частая причина: раздел postgresql: стоит рядом с dcs:, а не внутри него. У готового кластера его включают так: patronictl edit-config -s postgresql.use_pg_rewind=true',
    ];
  }
  return [behind, `Возврат занимает до минуты. Если дольше: docker logs ${former.name}`];
}

function socketInDataDirectory({ postgres }: NodeView): boolean {
  const folders = (postgres.settings.unix_socket_directories ?? '').split(',').map((folder) => folder.trim());
  const data = postgres.settings.data_directory ?? '';
  return folders.some((folder) => folder !== '' && (!folder.startsWith('/') || folder === data));
}
