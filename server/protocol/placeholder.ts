/**
 * Names that a command's text takes from the cluster at the moment it is run.
 * `leader`/`replica`: container names; `…-port`: published PostgreSQL ports on this machine;
 * `stopped`: the leader that the student stopped, or hit by a fault, last, by the journal; `other`: the node beside it;
 * `nodes`: both PostgreSQL containers, with a space between; `zookeeper`, `entrypoint`: the containers of ZooKeeper and HAProxy;
 * `…-member`: the node's name in Patroni, which need not be its container's; `network`: where nodes and ZooKeeper meet.
 */
export type PlaceholderValues = {
  readonly leader: string | null;
  readonly replica: string | null;
  readonly 'leader-port': string | null;
  readonly 'replica-port': string | null;
  readonly 'entrypoint-port': string | null;
  readonly stopped: string | null;
  readonly 'stopped-port': string | null;
  readonly other: string | null;
  readonly nodes: string | null;
  readonly zookeeper: string | null;
  readonly entrypoint: string | null;
  readonly 'leader-member': string | null;
  readonly 'replica-member': string | null;
  readonly network: string | null;
};

export type PlaceholderName = keyof PlaceholderValues;

/** Before the cluster has said anything. */
export const unknownNames: PlaceholderValues = {
  leader: null,
  replica: null,
  'leader-port': null,
  'replica-port': null,
  'entrypoint-port': null,
  stopped: null,
  'stopped-port': null,
  other: null,
  nodes: null,
  zookeeper: null,
  entrypoint: null,
  'leader-member': null,
  'replica-member': null,
  network: null,
};

/** What stands on the page until the cluster has given the name. */
export const neutralNames: Readonly<Record<PlaceholderName, string>> = {
  leader: 'лидер',
  replica: 'реплика',
  'leader-port': 'порт-лидера',
  'replica-port': 'порт-реплики',
  'entrypoint-port': '5432',
  stopped: 'остановленный-узел',
  'stopped-port': 'порт-остановленного',
  other: 'второй-узел',
  nodes: 'узел-1 узел-2',
  zookeeper: 'zookeeper',
  entrypoint: 'haproxy',
  'leader-member': 'лидер',
  'replica-member': 'реплика',
  network: 'сеть',
};

const pattern = new RegExp(`\\{(${Object.keys(neutralNames).join('|')})\\}`, 'g');

function isPlaceholder(name: string): name is PlaceholderName {
  return Object.hasOwn(neutralNames, name);
}

/** The names of the placeholders in a text, each once. */
export function placeholdersIn(text: string): PlaceholderName[] {
  const names = new Set<PlaceholderName>();
  for (const [, name] of text.matchAll(pattern)) if (name !== undefined && isPlaceholder(name)) names.add(name);
  return [...names];
}

/** The text with every known placeholder filled in, and the names that are not known yet. */
export function fillPlaceholders(
  text: string,
  values: PlaceholderValues,
): { readonly text: string; readonly unknown: readonly PlaceholderName[] } {
  const unknown = placeholdersIn(text).filter((name) => values[name] === null);
  const filled = text.replace(pattern, (whole: string, name: string) =>
    isPlaceholder(name) ? (values[name] ?? whole) : whole,
  );
  return { text: filled, unknown };
}
