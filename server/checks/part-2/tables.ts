import type { TableView } from '#protocol/cluster.ts';

import { tableName, workingLeader } from '../cluster-roles.ts';
import { defineCheck } from '../define-check.ts';
import { newest } from '../facts/fact.ts';
import { list, plural } from '../words.ts';
import { pairOf } from './replication.ts';

/** The student's own table with a row stood on the leader. */
export const tableOnLeader = defineCheck({
  id: 'table-on-leader',
  lasts: 'happened',
  expected: 'на лидере есть таблица и в ней хотя бы одна строка',
  judge: ({ view, facts }, { passed, notYet }) => {
    const written = facts.findLast(({ fact, detail }) => fact === 'table' && Number(detail.rows) > 0);
    if (written !== undefined) {
      const rows = Number(written.detail.rows);
      return passed(
        `на лидере ${written.detail.node} таблица ${written.detail.table}, в ней ${rows} ${plural(rows, 'строка', 'строки', 'строк')}`,
      );
    }
    const leader = workingLeader(view);
    if (leader === null) return notYet('лидера пока нет', 'Сначала кластер должен выбрать лидера.');
    const empty = leader.postgres.tables.map(tableName);
    if (empty.length > 0) return notYet(`таблица ${list(empty)} есть, но она пуста`, 'Добавьте строку: INSERT INTO …');
    return notYet(
      `на лидере ${leader.name} нет ни одной вашей таблицы`,
      'Создайте её на лидере: CREATE TABLE …, затем INSERT.',
    );
  },
});

/** Every table with rows reads the same on the replica. */
export const rowOnReplica = defineCheck({
  id: 'row-on-replica',
  lasts: 'now',
  expected: 'на реплике читаются те же строки, что на лидере',
  judge: ({ view }, answers) => {
    const pair = pairOf(view, answers);
    if ('outcome' in pair) return pair;
    const { leader, replica } = pair;
    const filled = leader.postgres.tables.filter(isFilled);
    if (filled.length === 0)
      return answers.notYet('на лидере пока нечего читать', 'Сначала создайте на лидере таблицу со строкой.');
    if (replica.postgres.inRecovery === false) {
      return answers.notYet(
        `${replica.name} сейчас не реплика: запись принимает и он`,
        'Дождитесь, пока кластер распределит роли.',
      );
    }
    const behind = filled.filter((table) => !hasSame(replica.postgres.tables, table)).map(tableName);
    if (behind.length > 0) {
      return answers.notYet(
        `на реплике ${replica.name} не хватает: ${list(behind)}`,
        `Если через несколько секунд строк всё нет, реплика не получает журнал: docker compose logs ${replica.name}`,
      );
    }
    return answers.passed(`на реплике ${replica.name} те же строки: ${list(filled.map(tableName))}`);
  },
});

/** Whether a table has something to read. */
export function isFilled({ rowCount }: TableView): boolean {
  return rowCount > 0;
}

/** Whether one of the tables is this one, row by row. */
export function hasSame(tables: readonly TableView[], table: TableView): boolean {
  return tables.some((other) => tableName(other) === tableName(table) && other.digest === table.digest);
}

/** The replica refused a write of the student's: nobody else writes there. */
export const replicaRefusesWrite = defineCheck({
  id: 'replica-refuses-write',
  lasts: 'happened',
  expected: 'реплика отказала в записи (SQLSTATE 25006)',
  judge: ({ view, facts }, answers) => {
    const refusal = facts.findLast(({ fact, detail }) => fact === 'refused-write' && detail.node !== undefined);
    if (refusal !== undefined) {
      return answers.passed(`реплика ${refusal.detail.node} отказала в записи: ${refusal.detail.words}`);
    }
    const code = newest(facts, 'refused-write');
    // A server that writes its log to files shows us nothing: then the client's own error has to do.
    if (code !== undefined && view.nodes.some(({ postgres }) => postgres.settings.logging_collector === 'on')) {
      return answers.passed('сервер отказал в записи: SQLSTATE 25006');
    }
    const pair = pairOf(view, answers);
    if ('outcome' in pair) return pair;
    return answers.notYet(
      `реплика ${pair.replica.name} ещё не получала от вас записи`,
      `Попробуйте INSERT именно на реплике: порт ${pair.replica.postgres.port ?? 'узла'}. Ошибка здесь и есть верный исход.`,
    );
  },
});
