import type { Remark } from './judged-file.ts';
import { controlledParameters, leastParameters, ownParameters, renamedKeys } from './patroni-keys.ts';
import type { YamlKey } from './yaml-keys.ts';

/** Parameters of PostgreSQL that Patroni does not take from where they stand, or does not take at all. */
export function controlledMistakes(keys: readonly YamlKey[], judged: ReadonlySet<string>): Remark[] {
  return keys.flatMap(({ path, key, line, value }): Remark[] => {
    if (path.at(-2) !== 'parameters' || [...judged].some((one) => path.join('.').startsWith(`${one}.`))) return [];
    const local = path[0] === 'postgresql';
    const name = key.toLowerCase();
    const from = ownParameters[name];
    if (from !== undefined) {
      return [
        {
          id: 'own-parameter',
          line,
          what: `Параметр ${name} Patroni ставит сам.`,
          effect: 'Значение отсюда не действует.',
          remedy: `Задайте ${from}.`,
        },
      ];
    }
    if (name === 'wal_keep_segments') {
      return [
        {
          id: 'renamed-key',
          line,
          what: 'wal_keep_segments убран в PostgreSQL 13.',
          effect: 'PostgreSQL 15 его не знает: Patroni пересчитывает его в wal_keep_size (8 сегментов — 128MB).',
          remedy: `Пишите ${renamedKeys.wal_keep_segments ?? 'wal_keep_size'}: 128MB.`,
        },
      ];
    }
    if (local && controlledParameters.has(name)) {
      return [
        {
          id: 'controlled-parameter',
          line,
          what: `Параметр ${name} задан в местном разделе postgresql.parameters.`,
          effect:
            'Он должен быть одинаков на всех узлах, поэтому Patroni берёт его только из динамической конфигурации, а отсюда не читает.',
          remedy: `Перенесите его в bootstrap.dcs.postgresql.parameters; у созданного кластера — patronictl edit-config -p ${name}=${String(value)}.`,
        },
      ];
    }
    return local ? socketMistake(name, value, line) : refused(name, value, line);
  });
}

/** The socket's folder in the data directory stops pg_rewind. */
function socketMistake(name: string, value: unknown, line: number): Remark[] {
  if (name !== 'unix_socket_directories' || typeof value !== 'string') return [];
  const inside = value.split(',').some((folder) => folder.trim() !== '' && !folder.trim().startsWith('/'));
  return inside
    ? [
        {
          id: 'socket-in-data-directory',
          line,
          what: `Сокет PostgreSQL лежит в каталоге данных: unix_socket_directories: '${value}'.`,
          effect:
            'После аварии pg_rewind спотыкается о файл сокета: прежний лидер остаётся на старой линии времени и журнала не получает, а /replica и /health отвечают 200.',
          remedy: 'Укажите /var/run/postgresql.',
        },
      ]
    : [];
}

/** Values that Patroni finds too small or wrong; it says so in its log only and takes its own. */
function refused(name: string, value: unknown, line: number): Remark[] {
  const least = leastParameters[name];
  const number = Number(value);
  if (least !== undefined && Number.isFinite(number) && number < least) {
    return [
      {
        id: 'refused-value',
        line,
        what: `${name}: ${String(value)} меньше того, что принимает Patroni (${least}).`,
        effect:
          'Patroni отбрасывает значение и ставит своё; об этом говорит только строка «failed validation» в журнале.',
        remedy: `Укажите не меньше ${least}.`,
      },
    ];
  }
  const off = ['off', 'false', 'no', '0'].includes(String(value).toLowerCase());
  if (name === 'wal_level' && value === 'minimal') return [needed('wal_level: minimal', 'replica или logical', line)];
  if (name === 'hot_standby' && off) return [needed('hot_standby: off', 'on', line)];
  if (name === 'wal_log_hints' && off) {
    return [
      {
        id: 'wal-log-hints-off',
        line,
        severity: 'advice',
        what: 'wal_log_hints выключен.',
        effect:
          'Без него pg_rewind работает, только если включены контрольные суммы страниц (data-checksums в initdb).',
        remedy: 'Оставьте on или убедитесь, что в initdb есть data-checksums.',
      },
    ];
  }
  return [];
}

function needed(what: string, instead: string, line: number): Remark {
  return {
    id: 'refused-value',
    line,
    what: `${what} с репликой несовместимо.`,
    effect: 'Patroni отбрасывает такое значение и ставит своё.',
    remedy: `Укажите ${instead}.`,
  };
}
