import { beliefOf } from './belief.ts';
import type { ContainerTestimony, Testimony, WitnessName, WitnessReport } from './witness.ts';

/** What keeps the cluster from being whole, and the command or the patience that mends it; both in Russian. */
export type Stuck = { readonly what: string; readonly mend: string };

/** Whether nothing is missing: two nodes, one primary by everybody's word, the other one streaming without lag. */
export type Wholeness = { readonly whole: boolean; readonly stuck: readonly Stuck[] };

/** Milliseconds after which a witness's last answer says nothing of now. */
const freshFor = 5_000;

type Said<Witness extends WitnessName> = Extract<Testimony, { witness: Witness }>;

/** What the witnesses say now: `of` gives an answer that is neither old nor taken back by a problem. */
type Hearing = {
  readonly of: <Witness extends WitnessName>(witness: Witness, node?: string) => Said<Witness> | null;
  readonly problemOf: (witness: WitnessName, node?: string) => string;
};

/**
 * Judges the last reports by fresh answers only. What follows from a missing container is not told beside it.
 * @param now milliseconds since the epoch; without it (in a replay, where no answer ages) only a problem makes an answer old
 */
export function wholeness(reports: readonly WitnessReport[], now: number | null = null): Wholeness {
  const hearing = hear(reports, now);
  const docker = hearing.of('docker');
  if (docker === null) {
    return stuckAt({
      what: `Docker не сказал, какие контейнеры работают: ${hearing.problemOf('docker')}`,
      mend: 'Проверьте, что Docker запущен: docker ps',
    });
  }
  const containers = docker.containers.filter(({ role }) => role !== 'other');
  const nodes = containers.filter(({ role }) => role === 'node').map(({ name }) => name);
  const gone = [...containers.flatMap(awayFrom), ...missing(containers)];
  if (gone.length > 0) return { whole: false, stuck: gone };

  const stuck = [...withoutLeader(reports, hearing, nodes)];
  const leader = hearing.of('zookeeper')?.leader ?? null;
  if (stuck.length > 0 || leader === null) return { whole: stuck.length === 0 && leader !== null, stuck };
  const behind = nodes.filter((node) => node !== leader).flatMap((node) => notFollowing(hearing, leader, node));
  if (behind.length > 0) return { whole: false, stuck: behind };
  const last = [...notRouted(hearing, containers, leader), ...notSynchronous(hearing, leader), ...notGuarded(hearing)];
  return { whole: last.length === 0, stuck: last };
}

function stuckAt(stuck: Stuck): Wholeness {
  return { whole: false, stuck: [stuck] };
}

function hear(reports: readonly WitnessReport[], now: number | null): Hearing {
  const find = (witness: WitnessName, node?: string) =>
    reports.find((report) => report.witness === witness && (node === undefined || report.node === node));
  const isFresh = ({ problem, answeredAt }: WitnessReport) =>
    problem === null && answeredAt !== null && (now === null || now - answeredAt <= freshFor);
  return {
    of(witness, node) {
      const heard = reports.find(
        (report) => report.witness === witness && (node === undefined || report.node === node) && isFresh(report),
      )?.testimony;
      return heard !== null && heard !== undefined && isOf(heard, witness) ? heard : null;
    },
    problemOf: (witness, node) => find(witness, node)?.problem ?? 'свежего ответа ещё нет',
  };
}

function isOf<Witness extends WitnessName>(testimony: Testimony, witness: Witness): testimony is Said<Witness> {
  return testimony.witness === witness;
}

function awayFrom({ name, state, connected }: ContainerTestimony): Stuck[] {
  if (state === 'paused') return [{ what: `контейнер ${name} заморожен`, mend: `docker unpause ${name}` }];
  if (state === 'restarting') {
    return [{ what: `контейнер ${name} перезапускается`, mend: `Подождите; если не уймётся: docker logs ${name}` }];
  }
  if (state !== 'running') return [{ what: `контейнер ${name} не работает`, mend: `docker start ${name}` }];
  if (connected) return [];
  const network = '"${COMPOSE_PROJECT_NAME}_default"';
  return [{ what: `контейнер ${name} отключён от сети`, mend: `docker network connect ${network} ${name}` }];
}

function missing(containers: readonly ContainerTestimony[]): Stuck[] {
  const count = (role: ContainerTestimony['role']) => containers.filter((found) => found.role === role).length;
  const mend = 'docker compose up -d';
  if (count('node') === 0) return [{ what: 'кластер не запущен', mend }];
  if (count('node') === 1) return [{ what: 'запущен только один узел PostgreSQL из двух', mend }];
  return count('zookeeper') === 0 ? [{ what: 'контейнера ZooKeeper нет', mend }] : [];
}

/** Whether ZooKeeper, Patroni and PostgreSQL name one node, and the same. */
function withoutLeader(reports: readonly WitnessReport[], hearing: Hearing, nodes: readonly string[]): Stuck[] {
  const zookeeper = hearing.of('zookeeper');
  if (zookeeper === null) {
    return [
      {
        what: `ZooKeeper не отвечает: ${hearing.problemOf('zookeeper')}`,
        mend: 'Подождите несколько секунд; если не ответит: docker logs zoo',
      },
    ];
  }
  const { leader } = zookeeper;
  if (leader === null) {
    return [
      {
        what: 'ключа лидера в ZooKeeper нет: никто не ведёт',
        mend: 'Подождите, пока Patroni выберет лидера; его шаги видны в docker logs',
      },
    ];
  }
  const silent = nodes.flatMap((node): Stuck[] => {
    if (hearing.of('postgres', node) === null) {
      const problem = hearing.problemOf('postgres', node);
      const mend = `Подождите: Patroni запускает его сам; если дольше минуты: docker logs ${node}`;
      return [{ what: `PostgreSQL на ${node} не отвечает: ${problem}`, mend }];
    }
    if (hearing.of('patroni', node) !== null) return [];
    const problem = hearing.problemOf('patroni', node);
    return [
      { what: `Patroni на ${node} не отвечает: ${problem}`, mend: `Подождите; причина видна в docker logs ${node}` },
    ];
  });
  if (silent.length > 0) return silent;
  const named = (['postgres', 'patroni'] as const).map((witness) => beliefOf(witness, reports).primaries ?? []);
  if (named.every((names) => names.length === 1 && names[0] === leader)) return [];
  const [byPostgres = [], byPatroni = []] = named;
  const all = `ZooKeeper называет ${leader}, PostgreSQL — ${nobody(byPostgres)}, Patroni — ${nobody(byPatroni)}`;
  return [{ what: `свидетели расходятся: ${all}`, mend: 'Подождите: Patroni ещё переключает узлы' }];
}

function nobody(names: readonly string[]): string {
  return names.length === 0 ? 'никого' : names.join(' и ');
}

/** Whether a replica streams on the leader's timeline and has replayed everything, by both sides. */
function notFollowing(hearing: Hearing, leader: string, node: string): Stuck[] {
  const own = hearing.of('postgres', node);
  const ahead = hearing.of('postgres', leader);
  const row = ahead?.standbys.find((standby) => standby.node === node);
  if (own === null || ahead === null) return [];
  const reinit = reinitOf(node);
  if (own.timeline !== null && ahead.timeline !== null && own.timeline !== ahead.timeline) {
    return [
      {
        what: `${node} остался на линии времени ${own.timeline}, а лидер ${leader} уже на ${ahead.timeline}`,
        mend: `Подождите: Patroni отматывает его (pg_rewind); если дольше минуты, создайте его заново: ${reinit}`,
      },
    ];
  }
  if (own.receiving !== true || row?.state !== 'streaming') {
    return [
      {
        what: `${node} не получает WAL от лидера ${leader}`,
        mend: `Подождите, пока он подключится; если дольше минуты, создайте его заново: ${reinit}`,
      },
    ];
  }
  if ((row.lag ?? 0) === 0) return [];
  return [{ what: `${node} ещё догоняет лидера`, mend: 'Подождите, пока отставание не станет нулевым' }];
}

/**
 * The command that copies a node anew. The node's own Patroni is told: `patronictl reinit` would want the member's name,
 * and a container may be called otherwise.
 */
function reinitOf(node: string): string {
  return `docker exec ${node} curl -sS -X POST -d '{"force":true}' http://localhost:8008/reinitialize`;
}

function notRouted(hearing: Hearing, containers: readonly ContainerTestimony[], leader: string): Stuck[] {
  const gate = containers.find(({ role }) => role === 'entrypoint');
  if (gate === undefined) return [];
  const haproxy = hearing.of('haproxy');
  if (haproxy === null) {
    const mend = `Подождите; если не ответит: docker logs ${gate.name}`;
    return [{ what: `HAProxy не отвечает: ${hearing.problemOf('haproxy')}`, mend }];
  }
  const up = haproxy.servers.filter(({ status }) => status.startsWith('UP')).map(({ node, name }) => node ?? name);
  if (up.length === 1 && up[0] === leader) return [];
  const where = up.length === 0 ? 'не ведёт ни на один узел' : `ведёт на ${up.join(' и ')}`;
  const mend = `Подождите несколько проверок HAProxy: он переключится сам; если нет: docker restart ${gate.name}`;
  return [{ what: `HAProxy ${where}, а лидер — ${leader}`, mend }];
}

/** In synchronous mode a replica that is not named in `sync` may not take over. */
function notSynchronous(hearing: Hearing, leader: string): Stuck[] {
  const patroni = hearing.of('patroni', leader) ?? hearing.of('patroni');
  if (patroni?.config.synchronousMode !== true) return [];
  const zookeeper = hearing.of('zookeeper');
  const rows = hearing.of('postgres', leader)?.standbys ?? [];
  const inForce = rows.some(({ syncState }) => syncState === 'sync' || syncState === 'quorum');
  if (zookeeper?.syncLeader === leader && zookeeper.syncStandby !== null && inForce) return [];
  const loopWait = patroni.config.loopWait ?? 10;
  const mend = `Подождите: Patroni назначит её в свой следующий обход, до ${loopWait} с`;
  return [{ what: 'реплика пока не названа синхронной', mend }];
}

function notGuarded(hearing: Hearing): Stuck[] {
  const patroni = hearing.of('patroni');
  if (patroni?.config.paused !== true) return [];
  const node = hearing.of('zookeeper')?.leader ?? '';
  const mend = `docker exec ${node} patronictl -c /postgres0.yml resume`;
  return [{ what: 'Patroni на паузе и аварий не лечит', mend }];
}
