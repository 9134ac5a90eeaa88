import { readYamlKeys, scalarText, valueAt } from './mistakes/yaml-keys.ts';
import type { ContainerFacts, Docker } from '../cluster/docker.ts';

const lines = 2_000;

/**
 * When Patroni last said, after `since`, that its file holds what it has in memory; null if it did not.
 * It says so on a reload only (patroni/config.py, `reload_local_configuration`).
 * @param since milliseconds since the epoch
 */
export async function patroniFoundNothingNew(
  container: ContainerFacts,
  docker: Pick<Docker, 'logs'>,
  since: number,
): Promise<number | null> {
  const said = (await docker.logs(container.id, (since / 1_000).toFixed(3), lines)).findLast((line) =>
    line.includes('No local configuration items changed.'),
  );
  const at = Date.parse(said?.split(' ')[0] ?? '');
  return Number.isNaN(at) ? null : at;
}

/** The command that lets one node read its file again. */
export function reloadCommand(container: ContainerFacts, text: string): string {
  const file = readYamlKeys(text).value;
  const [scope, name] = ['scope', 'name'].map((key) => scalarText(valueAt(file, [key])));
  return `docker exec ${container.name} patronictl -c ${container.command.at(-1) ?? '/postgres0.yml'} reload ${scope} ${name} --force`;
}
