import { defineCheck } from '../define-check.ts';
import { after, type Fact, newest } from '../facts/fact.ts';
import { plural } from '../words.ts';
import { isFailover } from './failover.ts';

/** A row came to the leader through HAProxy, by the sessions that moved when it appeared. */
export const rowThroughEntrypoint = defineCheck({
  id: 'row-through-entrypoint',
  lasts: 'happened',
  expected: 'строка записана через точку входа HAProxy',
  judge: ({ view, facts }, { passed, notYet }) => {
    const written = newestThroughGate(facts);
    if (written !== undefined) {
      const rows = Number(written.detail.rows);
      return passed(
        `через HAProxy изменена таблица ${written.detail.table} на ${written.detail.node}: теперь в ней ${rows} ${plural(rows, 'строка', 'строки', 'строк')}`,
      );
    }
    const port = view.entrypoint.port ?? 5432;
    const past = facts.findLast((fact) => isWrite(fact) && fact.detail.through === 'direct');
    return view.entrypoint.container !== null && past !== undefined
      ? notYet(
          `таблица ${past.detail.table} изменена напрямую на узле ${past.detail.node}, в обход HAProxy`,
          `Запишите строку через порт ${port}.`,
        )
      : notYet('через HAProxy ещё ничего не записано', `Подключитесь к порту ${port} и добавьте строку: INSERT INTO …`);
  },
});

/** The newest write that came through HAProxy, or undefined. */
export function newestThroughGate(facts: readonly Fact[]): Fact | undefined {
  return facts.findLast((fact) => isWrite(fact) && fact.detail.through === 'entrypoint');
}

/** A table that was not there before the failover was made through HAProxy. */
export const tableAfterFailover = defineCheck({
  id: 'table-after-failover',
  lasts: 'happened',
  expected: 'после смены лидера через HAProxy создана новая таблица',
  judge: ({ view, facts }, { passed, notYet }) => {
    const made = madeThroughGate(facts);
    if (made !== undefined)
      return passed(`после смены лидера через HAProxy создана таблица ${made.detail.table} на ${made.detail.node}`);
    const port = view.entrypoint.port ?? 5432;
    const last = facts.findLast(isFailover);
    if (last === undefined) return notYet('смены лидера ещё не было', 'Сначала остановите лидера и дождитесь нового.');
    const [direct] = madeAfter(facts, last);
    return direct === undefined
      ? notYet('после смены лидера новых таблиц нет', `Создайте таблицу через порт ${port}: CREATE TABLE …`)
      : notYet(
          `таблица ${direct.detail.table} создана, но не через HAProxy`,
          `Подключитесь к порту ${port} и создайте ещё одну.`,
        );
  },
});

/** The first table that was made through HAProxy after a change of leader, or undefined. */
export function madeThroughGate(facts: readonly Fact[]): Fact | undefined {
  // What was made after a later one was made after the first as well.
  const failover = facts.find(isFailover);
  if (failover === undefined) return undefined;
  return madeAfter(facts, failover).find(({ detail }) => detail.through === 'entrypoint');
}

/** The tables that were first seen after a failover, each by what was told of it. */
export function madeAfter(facts: readonly Fact[], failover: Fact): readonly Fact[] {
  const later = after(facts, failover);
  const before = new Set(
    facts
      .slice(0, facts.indexOf(failover))
      .filter(({ fact }) => fact === 'table')
      .map(({ detail }) => detail.table),
  );
  return later.filter(
    ({ fact, detail }) => fact === 'table' && detail.change !== 'dropped' && !before.has(detail.table),
  );
}

function isWrite({ fact, detail }: Fact): boolean {
  return fact === 'table' && detail.change !== 'dropped' && Number(detail.rows) > 0;
}

/** The containers were removed and made anew, and the rows are still there. */
export const dataSurvivedRestart = defineCheck({
  id: 'data-survived-restart',
  lasts: 'happened',
  expected: 'контейнеры удалены и созданы заново, а таблицы на месте',
  judge: ({ view, facts }, { passed, notYet }) => {
    const survived = newest(facts, 'survived');
    const lost = newest(facts, 'lost');
    if (survived !== undefined) {
      return passed(`после пересоздания контейнеров на месте: ${survived.detail.tables}`);
    }
    if (lost !== undefined) {
      const volume = missingVolume(view);
      return notYet(
        `после пересоздания контейнеров пропали таблицы: ${lost.detail.tables}`,
        volume ?? 'Так бывает после down -v: создайте таблицу ещё раз и перезапустите проект без -v.',
      );
    }
    const volume = missingVolume(view);
    if (volume !== null) return notYet('данные узла не лежат на томе', volume);
    const tables = facts.some(isWrite);
    return notYet(
      tables ? 'контейнеры ещё прежние' : 'сохранять пока нечего: на лидере нет таблицы со строкой',
      tables ? 'Выполните docker compose down, затем docker compose up -d.' : 'Вернитесь к части 2 и создайте таблицу.',
    );
  },
});

/** Whose data directory is not on a named volume or a folder of the machine: `down` deletes it. */
function missingVolume(view: Parameters<typeof dataSurvivedRestart.judge>[0]['view']): string | null {
  for (const { name, postgres } of view.nodes) {
    const folder = postgres.settings.data_directory;
    const container = view.docker.containers.find((found) => found.name === name);
    if (folder === undefined || container === undefined) continue;
    const mount = container.mounts.find(({ destination }) => `${folder}/`.startsWith(`${destination}/`));
    if (mount === undefined || /^[0-9a-f]{64}$/.test(mount.source)) {
      return `Каталог данных узла ${name} (${folder}) не на именованном томе: после down узел начнёт с пустого места. Добавьте том в volumes.`;
    }
  }
  return null;
}
