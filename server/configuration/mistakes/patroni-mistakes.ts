import type { Remark } from './judged-file.ts';
import { controlledMistakes } from './patroni-parameters.ts';
import { dynamicKeys, fileKeys, type KeyTree, renamedKeys, sharedPostgresql } from './patroni-keys.ts';
import { patroniValues } from './patroni-values.ts';
import { nearest } from './spelling.ts';
import { readYamlKeys, type YamlKey } from './yaml-keys.ts';

/** What is wrong in a Patroni configuration: keys that are read nowhere, or not where they stand, and bad values. */
export function findPatroniMistakes(text: string): Remark[] {
  const yaml = readYamlKeys(text);
  if (yaml.problem !== null) return [brokenYaml(yaml.problem, text)];
  const remarks: Remark[] = [];
  const judged = new Set<string>();
  for (const key of yaml.keys) {
    const parent = key.path.slice(0, -1).join('.');
    // What stands under a key that nobody reads is told with that key.
    if ([...judged].some((path) => parent === path || parent.startsWith(`${path}.`))) continue;
    const remark = placeMistake(key);
    if (remark === null) continue;
    remarks.push(remark);
    judged.add(key.path.join('.'));
  }
  const values = patroniValues(yaml.keys, yaml.value);
  // A key that stands at a wrong place is told as such, not as one that is missing.
  const written = yaml.keys.some(({ key }) => key === 'use_pg_rewind');
  return [
    ...remarks,
    ...controlledMistakes(yaml.keys, judged),
    ...values.filter(({ id }) => id !== 'no-pg-rewind' || !written),
  ];
}

/** A YAML text that can't be read at all: most often tabs, or a key that stands twice. */
export function brokenYaml(problem: { line: number; code: string; message: string }, text: string): Remark {
  const line = text.split('\n')[problem.line - 1] ?? '';
  const head = { id: 'yaml-broken', line: problem.line } as const;
  if (/^\s*\t/.test(line) || problem.code === 'TAB_AS_INDENT') {
    return {
      ...head,
      what: 'Отступ сделан табуляцией.',
      effect: 'YAML запрещает табуляцию в отступах: файл не читается совсем.',
      remedy: 'Замените табуляции пробелами.',
    };
  }
  if (problem.code === 'DUPLICATE_KEY') {
    return {
      ...head,
      what: 'Один и тот же ключ стоит в разделе дважды.',
      effect: 'Действует только последний, а первый молча пропадает (или файл не читается вовсе).',
      remedy: 'Соберите всё под одним ключом.',
    };
  }
  return {
    ...head,
    what: 'Здесь YAML обрывается: отступ, двоеточие или кавычка не на месте.',
    effect: 'Файл не читается, и контейнер с ним не запустится.',
    remedy: 'Сравните отступы этой строки с соседними; после двоеточия нужен пробел.',
  };
}

function placeMistake(key: YamlKey): Remark | null {
  const { path } = key;
  if (known(path)) return null;
  return specialPlace(key) ?? renamed(key) ?? misplaced(key) ?? misspelt(key) ?? unknown(key);
}

function known(path: readonly string[]): boolean {
  return childrenOf(fileKeys, path.slice(0, -1), path.at(-1)) !== null;
}

/** The part of the tree that a path leads to: null where no key of this name is read. */
function childrenOf(tree: KeyTree, parents: readonly string[], last: string | undefined): KeyTree | 'value' | null {
  let here: KeyTree | 'value' = tree;
  for (const key of [...parents, last ?? '']) {
    if (here === 'value') return null;
    const next: KeyTree | 'value' | undefined = here[key] ?? (here['*'] === undefined ? undefined : starOf(here, key));
    if (next === undefined) return null;
    here = next;
  }
  return here;
}

/** `*` leaves room for names of the author's choice, but not for names that have their own place elsewhere. */
function starOf(tree: KeyTree, key: string): KeyTree | 'value' | undefined {
  const room = tree['*'];
  // Only in these two sections a known name is a misplaced one; a parameter may be called anything.
  if (tree === fileKeys.bootstrap || tree === fileKeys.postgresql) {
    if (
      key in dynamicKeys ||
      key in sharedPostgresql ||
      key in fileKeys ||
      key in renamedKeys ||
      key === 'users' ||
      key === 'use_slots'
    )
      return undefined;
    if (nearest(key, Object.keys(tree)) !== null) return undefined;
    return 'value' === room ? room : anyDepth;
  }
  return room === 'value' ? anyDepth : room;
}

const anyDepth: KeyTree = {
  get '*'(): KeyTree {
    return anyDepth;
  },
};

function specialPlace({ path, key, line }: YamlKey): Remark | null {
  switch (path.join('.')) {
    case 'bootstrap.postgresql':
      return {
        id: 'postgresql-beside-dcs',
        line,
        what: 'Раздел postgresql: стоит рядом с dcs:, а не внутри него.',
        effect: 'Patroni его не читает: use_pg_rewind остаётся выключенным, parameters не действуют.',
        remedy:
          'Сдвиньте раздел вправо, под dcs:. У уже созданного кластера поменяйте настройки через patronictl edit-config.',
      };
    case 'bootstrap.users':
      return {
        id: 'bootstrap-users',
        line,
        what: 'Раздел bootstrap.users убран в Patroni 4.0.',
        effect: 'Этих пользователей никто не создаст: \\du их не покажет.',
        remedy: 'Создайте их командой CREATE ROLE на лидере или скриптом в bootstrap.post_bootstrap.',
      };
    case 'postgresql.authentication.parameters':
      return {
        id: 'parameters-under-authentication',
        line,
        what: 'Раздел parameters: стоит под authentication:.',
        effect: 'Patroni молча его пропускает: ни один из этих параметров до PostgreSQL не доходит.',
        remedy: 'Сдвиньте parameters: влево, чтобы он стоял прямо под postgresql:.',
      };
    case 'recovery_conf':
    case 'bootstrap.recovery_conf':
    case 'bootstrap.dcs.recovery_conf':
      return {
        id: 'recovery-conf-misplaced',
        line,
        what: 'Раздел recovery_conf: стоит не под postgresql:.',
        effect: 'Patroni молча его пропускает.',
        remedy: 'Перенесите его под postgresql: (primary_conninfo Patroni составляет сам, его писать не нужно).',
      };
    default:
      return key === 'use_slots' && path[0] === 'postgresql'
        ? {
            id: 'use-slots-local',
            line,
            what: 'use_slots задан в местном разделе postgresql:.',
            effect: 'Слоты включают и выключают только для всего кластера: здесь ключ не читается.',
            remedy: 'Перенесите его под bootstrap.dcs.postgresql или задайте через patronictl edit-config.',
          }
        : null;
  }
}

function renamed({ key, line }: YamlKey): Remark | null {
  const now = renamedKeys[key];
  if (now === undefined) return null;
  return {
    id: 'renamed-key',
    line,
    what: `«${key}» — имя из старых версий.`,
    effect: `Patroni 4 его не знает и пропускает.`,
    remedy: `Пишите ${now}.`,
  };
}

/** A key that is read, but at another place. */
function misplaced({ path, key, line }: YamlKey): Remark | null {
  const place = rightPlace(key, path);
  if (place === null) return null;
  return {
    id: 'misplaced-key',
    line,
    what: `Ключ ${path.join('.')} стоит не на месте.`,
    effect: 'Здесь Patroni его не читает, и он молча не действует.',
    remedy: `Похоже, его место — ${place}.`,
  };
}

function rightPlace(key: string, path: readonly string[]): string | null {
  const here = path.join('.');
  const places: [KeyTree | 'value' | undefined, string][] = [
    [at(dynamicKeys, 'postgresql'), 'bootstrap.dcs.postgresql'],
    [dynamicKeys, 'bootstrap.dcs'],
    [at(fileKeys, 'postgresql'), 'postgresql'],
    [at(fileKeys, 'restapi'), 'restapi'],
    [at(fileKeys, 'bootstrap'), 'bootstrap'],
    [fileKeys, ''],
  ];
  // Keys that several sections have say nothing of where they belong.
  if (['listen', 'connect_address', 'authentication', 'username', 'password', 'hosts'].includes(key)) return null;
  const found = places.find(([tree, place]) => {
    const whole = place === '' ? key : `${place}.${key}`;
    return typeof tree === 'object' && Object.hasOwn(tree, key) && key !== '*' && whole !== here;
  });
  if (found === undefined) return null;
  return found[1] === '' ? `верхний уровень файла: ${key}` : `${found[1]}.${key}`;
}

function at(tree: KeyTree, key: string): KeyTree | 'value' | undefined {
  return tree[key];
}

function misspelt({ path, key, line }: YamlKey): Remark | null {
  const parent = childrenOf(fileKeys, path.slice(0, -2), path.at(-2));
  const siblings = path.length === 1 ? fileKeys : parent;
  const names = typeof siblings === 'object' && siblings !== null ? Object.keys(siblings) : [];
  const guess = nearest(key, names) ?? nearest(key, Object.keys(dynamicKeys));
  if (guess === null || guess === '*') return null;
  return {
    id: 'misspelt-key',
    line,
    what: `Ключа ${path.join('.')} у Patroni нет; похоже на ${guess}.`,
    effect: 'Незнакомые ключи Patroni молча пропускает.',
    remedy: `Исправьте имя: ${guess}.`,
  };
}

function unknown({ path, line }: YamlKey): Remark {
  return {
    id: 'unknown-key',
    line,
    severity: 'advice',
    what: `Ключа ${path.join('.')} Patroni 4.1 не знает.`,
    effect: 'Незнакомые ключи Patroni молча пропускает: настройка не действует.',
    remedy: 'Проверьте имя и раздел по документации Patroni или уберите ключ.',
  };
}
