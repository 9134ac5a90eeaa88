import type { ConfigurationDifference, ConfigurationPlace, ConfigurationReason } from '#protocol/configuration.ts';

import { readYamlKeys, scalarText, valueAt } from './mistakes/yaml-keys.ts';
import { parsePatroniConfig } from '../cluster/patroni-config.ts';
import type { ContainerFacts } from '../cluster/docker.ts';
import { type Around, containersOf, type Finding, finding, stateWord } from './around.ts';
import type { ClusterAsker } from './cluster-asker.ts';
import type { FileUse } from './file-uses.ts';
import { leavesOf, show, valueDifferences } from './key-differences.ts';
import { sameSetting } from './same-setting.ts';

/** What the cluster keeps of a Patroni file: the dynamic configuration, and what PostgreSQL runs with. */
export async function findInCluster(
  use: FileUse,
  text: string,
  around: Around,
  asker: ClusterAsker,
): Promise<Finding[]> {
  if (use.kind !== 'patroni') return [];
  const file = readYamlKeys(text).value;
  const nodes = use.readers.flatMap(({ service }) => containersOf(around, service));
  const [node] = nodes;
  if (node === undefined) {
    return [finding({ kind: 'cluster', owner: null, state: 'absent', found: 'Контейнера узла нет: спросить некого.' })];
  }
  // What the node runs with: its own environment wins over the file.
  const { scopePath } = parsePatroniConfig(text, node.environment);
  const dynamic = await asker.dynamic(around.containers, scopePath);
  const findings = [dynamicFinding(file, dynamic, node, use)];
  for (const one of nodes) findings.push(await settingsFinding(text, file, dynamic.value, one, asker));
  return findings;
}

const readOnce =
  'bootstrap.dcs читается один раз, при создании кластера, и попадает в ZooKeeper. Дальше действует то, что лежит там: ни сборка, ни пересоздание контейнеров этого не меняют.';

function dynamicFinding(
  file: unknown,
  dynamic: { readonly value: unknown; readonly problem: string | null },
  node: ContainerFacts,
  use: FileUse,
): Finding {
  const head = { kind: 'cluster', owner: 'ZooKeeper', since: null } as const;
  if (dynamic.problem !== null) return finding({ ...head, state: 'unknown', found: `${dynamic.problem}.` });
  if (dynamic.value === null) {
    return finding({ ...head, state: 'absent', found: 'Динамической конфигурации ещё нет: кластер не создан.' });
  }
  const differences = valueDifferences(valueAt(file, ['bootstrap', 'dcs']) ?? {}, dynamic.value, sameSetting).map(
    (one) => ({ ...one, where: `bootstrap.dcs.${one.where}` }),
  );
  if (differences.length === 0) {
    return finding({ ...head, state: 'same', found: 'Динамическая конфигурация: те же ключи, что в bootstrap.dcs.' });
  }
  const command = `docker exec ${node.name} patronictl -c ${pathIn(use, node)} edit-config --force`;
  return {
    place: {
      ...head,
      state: 'different',
      found: 'Динамическая конфигурация отличается от bootstrap.dcs; действует она.',
      differences,
    },
    reasons: [
      {
        text: readOnce,
        commands: [`${command} ${differences.slice(0, 8).map(setting).join(' ')}`],
      },
    ],
  };
}

function setting({ where, workspace }: ConfigurationDifference): string {
  const key = where.replace(/^bootstrap\.dcs\./, '');
  const value = workspace === null ? 'null' : workspace;
  return /^[\w.:/-]+$/.test(`${key}${value}`) ? `-s ${key}=${value}` : `-s '${key}=${value.replaceAll("'", "'\\''")}'`;
}

function pathIn(use: FileUse, node: ContainerFacts): string {
  return use.readers.find(({ service }) => service === node.service)?.path ?? `/${use.path}`;
}

/** The parameters that the file and the dynamic configuration ask for, against what the server runs with. */
async function settingsFinding(
  text: string,
  file: unknown,
  dynamic: unknown,
  node: ContainerFacts,
  asker: ClusterAsker,
): Promise<Finding> {
  const head = { kind: 'cluster', owner: `PostgreSQL на ${node.name}`, since: null } as const;
  if (node.state !== 'running') {
    return finding({ ...head, state: 'unknown', found: `Контейнер ${stateWord(node)}: спросить некого.` });
  }
  const wanted = wantedParameters(file, dynamic);
  const answer = await asker.settings(node, parsePatroniConfig(text, node.environment), [...wanted.keys()]);
  if (answer.problem !== null) return finding({ ...head, state: 'unknown', found: `${answer.problem}.` });
  const differences = [...wanted].flatMap(([name, value]): ConfigurationDifference[] => {
    const found = answer.settings.get(name.toLowerCase());
    if (found === undefined)
      return [{ where: name, workspace: show(value), here: 'такого параметра у PostgreSQL нет' }];
    const here = found.pendingRestart ? `${found.value} (новое значение ждёт перезапуска)` : found.value;
    return sameSetting(value, found.value) && !found.pendingRestart
      ? []
      : [{ where: name, workspace: show(value), here }];
  });
  if (differences.length === 0) {
    return finding({
      ...head,
      state: 'same',
      found: `Работает с этими значениями (${wanted.size} из ${wanted.size}).`,
    });
  }
  const pending = [...answer.settings.values()].some(({ pendingRestart }) => pendingRestart);
  const place: ConfigurationPlace = {
    ...head,
    state: 'different',
    found: pending
      ? 'Работает с прежними значениями: новые ждут перезапуска PostgreSQL.'
      : 'Работает с другими значениями.',
    differences,
  };
  return { place, reasons: [pending ? pendingReason(file, node) : controlled] };
}

const controlled: ConfigurationReason = {
  text: 'Значение берётся не отсюда: часть параметров Patroni принимает только из динамической конфигурации, а недопустимые значения отбрасывает и ставит свои.',
  commands: [],
};

function pendingReason(file: unknown, node: ContainerFacts): ConfigurationReason {
  return {
    text: 'Этот параметр PostgreSQL читает только при запуске: Patroni уже записал новое значение, но сам сервер не перезапускает.',
    commands: [
      `docker exec ${node.name} patronictl -c ${node.command.at(-1) ?? '/postgres0.yml'} restart ${scalarText(valueAt(file, ['scope']))} ${scalarText(valueAt(file, ['name']))} --force`,
    ],
  };
}

/** Local parameters win, except those that Patroni takes from the dynamic configuration only. */
function wantedParameters(file: unknown, dynamic: unknown): Map<string, unknown> {
  const shared =
    valueAt(dynamic, ['postgresql', 'parameters']) ?? valueAt(file, ['bootstrap', 'dcs', 'postgresql', 'parameters']);
  return new Map([...leavesOf(shared ?? {}), ...leavesOf(valueAt(file, ['postgresql', 'parameters']) ?? {})]);
}
