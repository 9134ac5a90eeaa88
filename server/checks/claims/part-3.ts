import { leaderAndOther, workingLeader } from '../cluster-roles.ts';
import { type Fact, newest } from '../facts/fact.ts';
import { newestFailover } from '../part-3/failover.ts';
import { tablesMadeWithout } from '../part-3/return.ts';
import { madeThroughGate, newestThroughGate } from '../part-3/written-through.ts';
import { list, plural } from '../words.ts';
import { type Claim, defineClaim, type Held } from './define-claim.ts';
import { factPoint } from './points.ts';

/** What part 3 shows: the entry point, the failover, the return. */
export const claimsOfPart3: readonly Claim[] = [
  defineClaim({
    id: 'data-survived-restart',
    step: 'add-haproxy',
    checks: ['data-survived-restart'],
    subject: 'данные пережили удаление контейнеров',
    commands: ['down', 'up-again', 'ps-again'],
    say: (held) => {
      const survived = newest(held('data-survived-restart').evidence.facts, 'survived');
      if (survived === undefined) return { why: 'В журнале нет записи о том, что таблицы уцелели.' };
      const tables = list((survived.detail.tables ?? '').split(' '));
      return {
        sentence: `Данные пережили удаление контейнеров: после нового запуска на месте ${tables}.`,
        points: factPoint(survived, `в новых контейнерах те же таблицы: ${tables}`),
      };
    },
  }),
  defineClaim({
    id: 'entrypoint-up',
    step: 'add-haproxy',
    checks: ['entrypoint-up'],
    subject: 'через точку входа HAProxy отвечает PostgreSQL',
    commands: ['ps-again', 'connect-entrypoint'],
    say: (held) => {
      const { port, reaches } = held('entrypoint-up').evidence.view.entrypoint;
      return { sentence: `Точка входа работает: через порт ${port ?? ''} отвечает ${reaches?.node ?? 'PostgreSQL'}.` };
    },
  }),
  defineClaim({
    id: 'entrypoint-routes-to-leader',
    step: 'haproxy-log',
    checks: ['entrypoint-routes-to-leader'],
    subject: 'HAProxy ведёт только к лидеру',
    commands: ['haproxy-log'],
    say: (held) => {
      const leader = workingLeader(held('entrypoint-routes-to-leader').evidence.view);
      return { sentence: `HAProxy ведёт к лидеру ${leader?.name ?? ''} и только к нему.` };
    },
  }),
  defineClaim({
    id: 'row-through-entrypoint',
    step: 'through-haproxy',
    checks: ['row-through-entrypoint'],
    subject: 'строка записана через точку входа',
    commands: ['select-through-entrypoint', 'insert-through-entrypoint'],
    say: (held) => {
      const written = newestThroughGate(held('row-through-entrypoint').evidence.facts);
      if (written === undefined) return { why: 'В журнале нет записи через точку входа.' };
      const { table = '', node = '', rows } = written.detail;
      const count = `${rows} ${plural(Number(rows), 'строка', 'строки', 'строк')}`;
      return {
        sentence: `Через точку входа записано в ${table}: на лидере ${node} в ней теперь ${count}.`,
        points: factPoint(written, `через HAProxy изменена ${table}`),
      };
    },
  }),
  defineClaim({
    id: 'leader-stopped',
    step: 'stop-leader',
    checks: ['leader-stopped'],
    subject: 'остановлен узел, который был лидером',
    commands: ['stop-leader', 'ps-stopped'],
    say: (held) => {
      const stop = newest(held('leader-stopped').evidence.facts, 'leader-stopped');
      if (stop === undefined) return { why: 'В журнале нет остановки лидера.' };
      const { node = '' } = stop.detail;
      return {
        sentence: `Остановлен узел, который в этот момент был лидером: ${node}.`,
        points: factPoint(stop, `остановлен лидер ${node}`),
      };
    },
  }),
  defineClaim({
    id: 'failover-happened',
    step: 'stop-leader',
    checks: ['leader-stopped', 'failover-happened'],
    subject: 'после остановки лидера роль перешла к другому узлу',
    commands: ['stop-leader', 'promotion-log', 'list-after-failover'],
    say: (held) => {
      const change = failoverOf(held('failover-happened'));
      if ('why' in change) return change;
      const { from, to, timeline, stop, failover } = change;
      return {
        sentence: `После остановки лидера роль перешла от ${from} к ${to}, линия времени ${timeline}.`,
        points: [
          ...factPoint(stop, `остановлен лидер ${from}`),
          ...factPoint(failover, `лидером вместо ${from} назван ${to}`),
        ],
      };
    },
  }),
  defineClaim({
    id: 'table-after-failover',
    step: 'promotion',
    checks: ['table-after-failover'],
    subject: 'после смены лидера запись через ту же точку входа продолжилась',
    commands: ['reconnect-entrypoint', 'create-after-failover'],
    say: (held) => {
      const made = madeThroughGate(held('table-after-failover').evidence.facts);
      if (made === undefined) return { why: 'В журнале нет новой таблицы после смены лидера.' };
      const { table = '', node = '', absent = '' } = made.detail;
      const alone = absent === '' ? '' : `, хотя ${absent} не работал`;
      return {
        sentence: `После смены лидера через ту же точку входа на ${node} создана таблица ${table}${alone}.`,
        points: factPoint(made, `через HAProxy создана ${table}`),
      };
    },
  }),
  defineClaim({
    id: 'old-leader-back',
    step: 'start-old-leader',
    checks: ['old-leader-back'],
    subject: 'прежний лидер вернулся и получает журнал от нового',
    commands: ['start-stopped', 'list-after-return'],
    say: (held) => {
      const { evidence } = held('old-leader-back');
      const leader = workingLeader(evidence.view);
      const timeline = leader?.postgres.timeline ?? '';
      return {
        sentence: `Прежний лидер ${formerOf(evidence.facts)} вернулся и получает журнал от ${leader?.name ?? ''}, линия времени ${timeline}.`,
      };
    },
  }),
  defineClaim({
    id: 'old-leader-caught-up',
    step: 'caught-up',
    checks: ['old-leader-caught-up'],
    subject: 'прежний лидер получил то, что записано без него',
    commands: ['select-on-old-leader'],
    say: (held) => {
      const { view, facts } = held('old-leader-caught-up').evidence;
      const tables = list(tablesMadeWithout(view, facts));
      return { sentence: `Прежний лидер ${formerOf(facts)} получил созданное без него: ${tables}.` };
    },
  }),
  defineClaim({
    id: 'roles-swapped',
    step: 'roles-swapped',
    checks: ['roles-swapped'],
    subject: 'роли узлов поменялись',
    commands: ['old-leader-recovery', 'list-swapped', 'history'],
    say: (held) => {
      const { view } = held('roles-swapped').evidence;
      const { leader, other } = leaderAndOther(view);
      return { sentence: `Роли поменялись: лидер теперь ${leader?.name ?? ''}, а ${other?.name ?? ''} — реплика.` };
    },
  }),
];

/** The node that led before the last change of leader. */
export function formerOf(facts: readonly Fact[]): string {
  return newestFailover(facts)?.detail.from ?? '';
}

/** A change of leader, and the stop that it followed. */
type Failover = {
  readonly from: string;
  readonly to: string;
  readonly timeline: string;
  readonly stop: Fact;
  readonly failover: Fact;
};

/** The change of leader that a check saw, with the stop that it followed. */
export function failoverOf({ evidence: { facts } }: Held): Failover | { readonly why: string } {
  const failover = newestFailover(facts);
  if (failover === undefined) return { why: 'В журнале нет смены лидера.' };
  const { from = '', to = '', timeline = '' } = failover.detail;
  const before = facts.slice(0, facts.indexOf(failover));
  const stop = before.findLast(({ fact, detail }) => fact === 'leader-stopped' && detail.node === from);
  if (stop === undefined) return { why: `В журнале нет остановки ${from} перед сменой лидера.` };
  return { from, to, timeline, stop, failover };
}
