import { namedLeader } from '../cluster-roles.ts';
import { madeThroughGate } from '../part-3/written-through.ts';
import { tablesMadeWithout } from '../part-3/return.ts';
import { newest } from '../facts/fact.ts';
import { list } from '../words.ts';
import { type Claim, defineClaim } from './define-claim.ts';
import { pairNames, readTables } from './part-2.ts';
import { failoverOf, formerOf } from './part-3.ts';
import { factPoint } from './points.ts';

/** What the conclusion says of the whole lab, each sentence by all the checks that it leans on. */
export const claimsOfConclusion: readonly Claim[] = [
  defineClaim({
    id: 'conclusion-leader',
    step: 'conclusion',
    checks: ['one-leader', 'lock-in-zookeeper'],
    subject: 'два узла сами выбрали лидера, и он был один',
    commands: ['patroni-list', 'zoo-leader-key'],
    say: (held) => {
      const first = namedLeader(held('one-leader').evidence.view)?.name ?? '';
      const later = namedLeader(held('lock-in-zookeeper').evidence.view)?.name ?? '';
      const sentence =
        first === later
          ? `Два узла сами выбрали лидера, ${first}, и он был один: то же имя стояло в ключе ZooKeeper.`
          : `Лидер всегда был один: сначала ${first}, потом ${later}; его имя стояло в ключе ZooKeeper.`;
      return { sentence };
    },
  }),
  defineClaim({
    id: 'conclusion-copy',
    step: 'conclusion',
    checks: ['row-on-replica', 'replica-refuses-write'],
    subject: 'записанное на лидере прочитано на реплике, а в записи реплика отказала',
    commands: ['select-on-replica', 'insert-on-replica'],
    say: (held) => {
      const { evidence } = held('row-on-replica');
      const refusal = newest(held('replica-refuses-write').evidence.facts, 'refused-write');
      return {
        sentence: `Записанное на лидере прочитано на реплике ${pairNames(evidence).replica} (${readTables(evidence)}), а в записи она отказала.`,
        points: refusal === undefined ? [] : factPoint(refusal, 'отказ в записи'),
      };
    },
  }),
  defineClaim({
    id: 'conclusion-synchronous',
    step: 'conclusion',
    checks: ['replica-streaming', 'replica-synchronous'],
    subject: 'репликация шла потоком и была синхронной',
    commands: ['replication-state'],
    say: (held) => {
      const { leader, replica } = pairNames(held('replica-synchronous').evidence);
      return {
        sentence: `Репликация шла потоком и была синхронной: подтверждённая строка лежала и на ${leader}, и на ${replica}.`,
      };
    },
  }),
  defineClaim({
    id: 'conclusion-volumes',
    step: 'conclusion',
    checks: ['data-survived-restart'],
    subject: 'данные пережили удаление всех контейнеров',
    commands: ['down', 'up-again'],
    say: (held) => {
      const survived = newest(held('data-survived-restart').evidence.facts, 'survived');
      if (survived === undefined) return { why: 'В журнале нет записи о том, что таблицы уцелели.' };
      const tables = list((survived.detail.tables ?? '').split(' '));
      return {
        sentence: `Данные пережили удаление всех контейнеров: в новых на месте ${tables}.`,
        points: factPoint(survived, 'в новых контейнерах те же таблицы'),
      };
    },
  }),
  defineClaim({
    id: 'conclusion-entrypoint',
    step: 'conclusion',
    checks: ['entrypoint-routes-to-leader', 'row-through-entrypoint'],
    subject: 'клиент работал через один порт и не знал, кто из узлов лидер',
    commands: ['insert-through-entrypoint'],
    say: (held) => {
      const { port } = held('entrypoint-routes-to-leader').evidence.view.entrypoint;
      const which = port === null ? '' : ` ${port}`;
      return { sentence: `Клиент работал через один порт${which} и не знал, кто из узлов лидер.` };
    },
  }),
  defineClaim({
    id: 'conclusion-failover',
    step: 'conclusion',
    checks: ['leader-stopped', 'failover-happened', 'table-after-failover'],
    subject: 'после остановки лидера его место занял другой узел, и запись продолжилась через тот же порт',
    commands: ['stop-leader', 'list-after-failover', 'create-after-failover'],
    say: (held) => {
      const change = failoverOf(held('failover-happened'));
      if ('why' in change) return change;
      const { from, to, failover } = change;
      const made = madeThroughGate(held('table-after-failover').evidence.facts);
      return {
        sentence: `После остановки ${from} его место занял ${to}, и таблица ${made?.detail.table ?? ''} создалась через тот же порт.`,
        points: [
          ...factPoint(failover, `лидером вместо ${from} назван ${to}`),
          ...(made === undefined ? [] : factPoint(made, `через HAProxy создана ${made.detail.table ?? ''}`)),
        ],
      };
    },
  }),
  defineClaim({
    id: 'conclusion-return',
    step: 'conclusion',
    checks: ['old-leader-back', 'old-leader-caught-up', 'roles-swapped'],
    subject: 'вернувшийся узел сам стал репликой и получил всё, что пропустил',
    commands: ['start-stopped', 'select-on-old-leader', 'list-swapped'],
    say: (held) => {
      const { view, facts } = held('old-leader-caught-up').evidence;
      const missed = list(tablesMadeWithout(view, facts));
      return {
        sentence: `Вернувшийся ${formerOf(facts)} сам стал репликой и получил всё, что пропустил: ${missed}.`,
      };
    },
  }),
];
