import { type ContainerLook, lookOf } from '../picture.ts';
import { type TestimonyOf, type Voice, voiceOf, voicesOf } from '../voices.ts';
import type { ContainerTestimony, DynamicConfig, WitnessReport } from '../witness.ts';

/** What the witnesses say of one node. */
export type NodeEvidence = {
  readonly name: string;
  /** By Docker. */
  readonly look: ContainerLook;
  readonly postgres: Voice<'postgres'> | null;
  readonly patroni: Voice<'patroni'> | null;
  /** Since when neither its PostgreSQL nor its Patroni can be asked; null while one can. */
  readonly silentSince: number | null;
};

/** The last reports, sorted by what an explanation asks of them; nothing here is a guess. */
export type Evidence = {
  readonly now: number;
  readonly docker: Voice<'docker'> | null;
  readonly nodes: readonly NodeEvidence[];
  /** Nodes whose PostgreSQL says now that it accepts writes. */
  readonly primaries: readonly NodeEvidence[];
  readonly keeper: { readonly voice: Voice<'zookeeper'> | null; readonly container: ContainerTestimony | null };
  /** What ZooKeeper says now. */
  readonly keys: TestimonyOf<'zookeeper'> | null;
  readonly entry: { readonly voice: Voice<'haproxy'> | null; readonly container: ContainerTestimony | null };
  /** The dynamic configuration by whichever Patroni answers, else as it was told last. */
  readonly config: DynamicConfig;
};

const unknownConfig: DynamicConfig = {
  ttl: null,
  loopWait: null,
  retryTimeout: null,
  maximumLag: null,
  synchronousMode: null,
  paused: false,
};

/** Sorts the last reports. */
export function gather(reports: readonly WitnessReport[], now: number): Evidence {
  const docker = voiceOf('docker', reports);
  const containers = docker?.last?.containers ?? [];
  const postgres = voicesOf('postgres', reports);
  const patroni = voicesOf('patroni', reports);
  const names = [
    ...containers.flatMap(({ name, role }) => (role === 'node' ? name : [])),
    ...postgres.flatMap(({ node, now: says }) => (node === null || says === null ? [] : node)),
  ];
  const nodes = [...new Set(names)].toSorted().map((name): NodeEvidence => {
    const own = postgres.find(({ node }) => node === name) ?? null;
    const guard = patroni.find(({ node }) => node === name) ?? null;
    const silences = [own, guard].map((voice) => voice?.silentSince ?? null);
    const [a = null, b = null] = silences;
    const container = containers.find((one) => one.name === name);
    return {
      name,
      look: docker === null || docker.problem !== null ? 'unknown' : lookOf(container),
      postgres: own,
      patroni: guard,
      silentSince: a !== null && b !== null ? Math.min(a, b) : null,
    };
  });
  const keeper = voiceOf('zookeeper', reports);
  const guards = patroni.filter(({ last }) => last !== null);
  const told = guards.find((voice) => voice.now !== null) ?? guards[0];
  return {
    now,
    docker,
    nodes,
    primaries: nodes.filter(({ postgres: own }) => own?.now?.inRecovery === false && !own.now.readOnly),
    keeper: { voice: keeper, container: containers.find(({ role }) => role === 'zookeeper') ?? null },
    keys: keeper?.now ?? null,
    entry: {
      voice: voiceOf('haproxy', reports),
      container: containers.find(({ role }) => role === 'entrypoint') ?? null,
    },
    config: told?.last?.config ?? unknownConfig,
  };
}

/** Whether Docker says that nothing of the node can run or be reached now. */
export function isAway({ look }: Pick<NodeEvidence, 'look'>): boolean {
  return look === 'stopped' || look === 'paused' || look === 'cut-off' || look === 'absent' || look === 'created';
}

/** The command that brings a container back from where Docker says it is. */
export function wayBack(name: string, look: ContainerLook): string {
  if (look === 'paused') return `\`docker unpause ${name}\``;
  if (look === 'cut-off') return `\`docker network connect "\${COMPOSE_PROJECT_NAME}_default" ${name}\``;
  return look === 'absent' ? '`docker compose up -d`' : `\`docker start ${name}\``;
}

/** What Docker says of a container, as a piece of evidence; null while it has nothing to say. */
export function dockerSays(name: string, look: ContainerLook): string | null {
  const words: Readonly<Partial<Record<ContainerLook, string>>> = {
    absent: `контейнера ${name} нет`,
    created: `контейнер ${name} создан, но не запущен`,
    starting: `${name} запускается, проверка здоровья ещё не пройдена`,
    unhealthy: `${name} работает, но проверку здоровья не проходит`,
    paused: `${name} на паузе: его процессы заморожены`,
    'cut-off': `${name} отключён от сети: он работает, но соседи его не видят`,
    restarting: `${name} перезапускается`,
    stopped: `${name} остановлен`,
  };
  const found = words[look];
  return found === undefined ? null : `Docker: ${found}.`;
}
