import { leaderAndOther, tableName } from '../cluster-roles.ts';
import type { Evidence } from '../define-check.ts';
import { isFilled } from '../part-2/tables.ts';
import { list, plural } from '../words.ts';
import { type Claim, defineClaim } from './define-claim.ts';
import { factPoint } from './points.ts';

/** The pair's names; a check that holds has seen both. */
export function pairNames({ view }: Evidence): { readonly leader: string; readonly replica: string } {
  const { leader, other } = leaderAndOther(view);
  return { leader: leader?.name ?? '', replica: other?.name ?? '' };
}

/** The names of the tables that were read on both nodes. */
export function readTables({ view }: Evidence): string {
  return list((leaderAndOther(view).leader?.postgres.tables ?? []).filter(isFilled).map(tableName));
}

/** What part 2 shows: the table, the replication, the reading and the refusal. */
export const claimsOfPart2: readonly Claim[] = [
  defineClaim({
    id: 'table-on-leader',
    step: 'connect-and-write',
    checks: ['table-on-leader'],
    subject: 'на лидере создана таблица со строкой',
    commands: ['create-and-insert'],
    say: (held) => {
      const written = held('table-on-leader').evidence.facts.findLast(
        ({ fact, detail }) => fact === 'table' && Number(detail.rows) > 0,
      );
      if (written === undefined) return { why: 'В журнале нет записи о таблице.' };
      const { table = '', node = '', rows } = written.detail;
      const count = `${rows} ${plural(Number(rows), 'строка', 'строки', 'строк')}`;
      return {
        sentence: `На лидере ${node} создана таблица ${table}, в ней ${count}.`,
        points: factPoint(written, `на ${node} появилась таблица ${table}`),
      };
    },
  }),
  defineClaim({
    id: 'replica-streaming',
    step: 'connect-and-write',
    checks: ['replica-streaming'],
    subject: 'реплика получает журнал лидера потоком',
    commands: ['replication-state'],
    say: (held) => {
      const { evidence } = held('replica-streaming');
      const { leader, replica } = pairNames(evidence);
      const timeline = leaderAndOther(evidence.view).leader?.postgres.timeline ?? '';
      return { sentence: `Реплика ${replica} получает журнал лидера ${leader} потоком, линия времени ${timeline}.` };
    },
  }),
  defineClaim({
    id: 'replica-synchronous',
    step: 'connect-and-write',
    checks: ['replica-synchronous'],
    subject: 'реплика синхронная',
    commands: ['replication-state'],
    say: (held) => {
      const { leader, replica } = pairNames(held('replica-synchronous').evidence);
      return { sentence: `Реплика ${replica} синхронная: ${leader} ждёт её, прежде чем подтвердить COMMIT.` };
    },
  }),
  defineClaim({
    id: 'row-on-replica',
    step: 'read-on-replica',
    checks: ['row-on-replica'],
    subject: 'изменения появились на реплике',
    commands: ['select-on-replica'],
    say: (held) => {
      const { evidence } = held('row-on-replica');
      const { leader, replica } = pairNames(evidence);
      return {
        sentence: `Изменения появились на реплике ${replica}: в ${readTables(evidence)} те же строки, что на лидере ${leader}.`,
      };
    },
  }),
  defineClaim({
    id: 'replica-refuses-write',
    step: 'refused-write',
    checks: ['replica-refuses-write'],
    subject: 'реплика отказала в записи',
    commands: ['insert-on-replica'],
    say: (held) => {
      const { facts } = held('replica-refuses-write').evidence;
      const refusal =
        facts.findLast(({ fact, detail }) => fact === 'refused-write' && detail.node !== undefined) ??
        facts.findLast(({ fact }) => fact === 'refused-write');
      if (refusal === undefined) return { why: 'В журнале нет отказа в записи.' };
      const { node, words = '' } = refusal.detail;
      const who = node === undefined ? 'Сервер' : `Реплика ${node}`;
      return {
        sentence: `${who} ${node === undefined ? 'отказал' : 'отказала'} в записи: ${words}.`,
        points: factPoint(refusal, `отказ в записи${node === undefined ? '' : ` на ${node}`}: ${words}`),
      };
    },
  }),
];
