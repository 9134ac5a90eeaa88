import type { Remark } from './judged-file.ts';
import { valueAt, type YamlKey } from './yaml-keys.ts';

/** Values of a Patroni configuration that it does not take as they are, and what it can't do without. */
export function patroniValues(keys: readonly YamlKey[], file: unknown): Remark[] {
  return [...missing(file), ...timings(keys, file), ...addresses(keys), ...passwords(keys)];
}

function missing(file: unknown): Remark[] {
  const wanted: [string, string][] = [
    ['scope', 'имени кластера'],
    ['name', 'имени узла'],
    ['restapi', 'адреса REST API, который спрашивает HAProxy'],
    ['postgresql', 'настроек PostgreSQL этого узла'],
  ];
  const lost = wanted
    .filter(([key]) => valueAt(file, [key]) === undefined)
    .map(([key, meaning]): Remark => ({
      id: 'missing-key',
      line: null,
      what: `В файле нет ${meaning}: ключа ${key} на верхнем уровне.`,
      effect: 'Patroni с таким файлом не запустится, если того же нет в переменных окружения PATRONI_….',
      remedy: `Добавьте ${key}.`,
    }));
  if (valueAt(file, ['bootstrap', 'dcs']) === undefined) return lost;
  if (valueAt(file, ['bootstrap', 'dcs', 'postgresql', 'use_pg_rewind']) !== undefined) return lost;
  if (valueAt(file, ['postgresql', 'use_pg_rewind']) !== undefined) return lost;
  return [
    ...lost,
    {
      id: 'no-pg-rewind',
      line: null,
      severity: 'advice',
      what: 'use_pg_rewind нигде не включён.',
      effect: 'По умолчанию он выключен: убитый лидер не сможет вернуться, если успел записать то, чего нет у нового.',
      remedy: 'Добавьте use_pg_rewind: true под bootstrap.dcs.postgresql.',
    },
  ];
}

const least: Readonly<Record<string, number>> = { ttl: 20, loop_wait: 1, retry_timeout: 3 };

function timings(keys: readonly YamlKey[], file: unknown): Remark[] {
  const small = Object.entries(least).flatMap(([key, minimum]): Remark[] => {
    const found = keys.find(({ path }) => path.join('.') === `bootstrap.dcs.${key}`);
    if (found === undefined || !(Number(found.value) < minimum)) return [];
    return [
      {
        id: 'timing-too-small',
        line: found.line,
        what: `${key}: ${String(found.value)} меньше наименьшего (${minimum}).`,
        effect: `Patroni возьмёт ${minimum} и скажет об этом только в журнале.`,
        remedy: `Укажите не меньше ${minimum}.`,
      },
    ];
  });
  const value = (key: string, usual: number) => Number(valueAt(file, ['bootstrap', 'dcs', key]) ?? usual);
  const [ttl, loop, retry] = [value('ttl', 30), value('loop_wait', 10), value('retry_timeout', 10)];
  const line = keys.find(({ path }) => path.join('.') === 'bootstrap.dcs.ttl')?.line ?? null;
  const rules: Remark[] =
    loop + 2 * retry > ttl
      ? [
          {
            id: 'timings-rule',
            line,
            what: `loop_wait + 2 × retry_timeout = ${loop + 2 * retry}, а это больше ttl (${ttl}).`,
            effect: 'Patroni сам уменьшит loop_wait, а если не хватит, и retry_timeout: работать будут другие числа.',
            remedy: 'Подберите числа так, чтобы loop_wait + 2 × retry_timeout ≤ ttl.',
          },
        ]
      : [];
  if (ttl > 40) {
    rules.push({
      id: 'ttl-clamped',
      line,
      severity: 'advice',
      what: `ttl: ${ttl} больше 40.`,
      effect: 'ZooKeeper ограничивает сессию двадцатью тиками: при tickTime 2000 больше 40 с не выйдет.',
      remedy: 'Укажите не больше 40 или увеличьте ZOO_TICK_TIME.',
    });
  }
  return [...small, ...rules];
}

/** Addresses that lead a node's neighbours back to themselves. */
function addresses(keys: readonly YamlKey[]): Remark[] {
  return keys.flatMap(({ path, line, value }): Remark[] => {
    const where = path.join('.');
    const local = /^(localhost|127\.|0\.0\.0\.0|\*|\[?::1)/.test(String(value));
    if ((where === 'restapi.connect_address' || where === 'postgresql.connect_address') && local) {
      return [
        {
          id: 'address-of-itself',
          line,
          what: `${where}: ${String(value)} — по этому адресу каждый контейнер найдёт только сам себя.`,
          effect: 'Реплика и HAProxy не дойдут до этого узла.',
          remedy: 'Укажите имя контейнера в сети, например pg-master.',
        },
      ];
    }
    if ((where === 'restapi.listen' || where === 'postgresql.listen') && /^(localhost|127\.)/.test(String(value))) {
      return [
        {
          id: 'listens-to-itself',
          line,
          what: `${where}: ${String(value)} — слушается только сам контейнер.`,
          effect: 'Другие контейнеры и порт на хосте до него не достучатся.',
          remedy: 'Слушайте 0.0.0.0.',
        },
      ];
    }
    if (where.endsWith('zookeeper.hosts') && /localhost|127\.0\.0\.1/.test(JSON.stringify(value))) {
      return [
        {
          id: 'zookeeper-at-localhost',
          line,
          what: 'zookeeper.hosts указывает на localhost.',
          effect: 'В контейнере узла ZooKeeper нет: Patroni будет ждать его бесконечно.',
          remedy: 'Укажите имя сервиса: zoo:2181.',
        },
      ];
    }
    return [];
  });
}

function passwords(keys: readonly YamlKey[]): Remark[] {
  const hba = keys.find(({ path }) => path.join('.') === 'postgresql.pg_hba');
  const lines = Array.isArray(hba?.value) ? hba.value.map(String) : [];
  if (hba === undefined) return [];
  if (!lines.some((line) => /\breplication\b/.test(line))) {
    return [
      {
        id: 'hba-without-replication',
        line: hba.line,
        what: 'В pg_hba нет строки для репликации.',
        effect: '«all» в столбце базы её не включает: реплика не подключится к лидеру.',
        remedy: 'Добавьте «host replication replicator all scram-sha-256».',
      },
    ];
  }
  const open = lines.find((line) => /^host\S*\s.*\strust\s*$/.test(line));
  return open === undefined
    ? []
    : [
        {
          id: 'hba-trust',
          line: hba.line,
          severity: 'advice',
          what: `В pg_hba строка «${open}» впускает по сети без пароля.`,
          effect: 'Любой, кто дотянется до порта, войдёт суперпользователем.',
          remedy: 'Пишите scram-sha-256.',
        },
      ];
}
