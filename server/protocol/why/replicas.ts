import { lagWords } from '../picture-words.ts';
import { patroniState } from './election.ts';
import { type Evidence, type NodeEvidence, dockerSays, isAway, wayBack } from './evidence.ts';
import type { Explanation } from './explanation.ts';
import { seconds } from './words.ts';

/**
 * What is the matter with each node beside the leader; nothing for those that follow as they should.
 * @param writes whether the leader accepts writes without them, or hangs on them
 */
export function explainReplicas(evidence: Evidence, writes: 'go-on' | 'hang'): readonly Explanation[] {
  const [leader] = evidence.primaries;
  if (leader === undefined || evidence.primaries.length > 1) return [];
  return evidence.nodes
    .filter(({ name }) => name !== leader.name)
    .flatMap((node) => explainReplica(evidence, writes, leader, node) ?? []);
}

function explainReplica(
  evidence: Evidence,
  writes: 'go-on' | 'hang',
  leader: NodeEvidence,
  node: NodeEvidence,
): Explanation | null {
  if (isAway(node)) return writes === 'hang' ? missed(node) : away(evidence, leader, node);
  const own = node.postgres?.now ?? null;
  if (own === null) return starting(node);
  const row = leader.postgres?.now?.standbys.find((standby) => standby.node === node.name);
  const line = leader.postgres?.now?.timeline ?? null;
  if (own.timeline !== null && line !== null && own.timeline < line)
    return behindLine(node, own.timeline, leader, line);
  if (own.receiving === false || row?.state !== 'streaming') return notStreaming(leader, node, row?.state ?? null);
  const { maximumLag } = evidence.config;
  if (row.lag !== null && row.lag > 0) return lagging(node, row.lag, maximumLag);
  return unnamed(evidence, leader, node);
}

function away({ config, keys }: Evidence, leader: NodeEvidence, { name, look }: NodeEvidence): Explanation {
  const because = [
    dockerSays(name, look) ?? '',
    `PostgreSQL: ${leader.name} принимает запись${leader.postgres?.now?.timeline == null ? '' : ` на линии времени ${leader.postgres.now.timeline}`}.`,
  ];
  if (config.synchronousMode === true && keys !== null && keys.syncStandby === null) {
    because.push(
      `ZooKeeper: синхронной реплики при ${leader.name} нет. Потеряется ещё и он — ${name}, вернувшись первым, лидером не станет: новых строк у него нет.`,
    );
  }
  return {
    tone: 'note',
    headline: `${leader.name} работает один: без реплики`,
    because,
    next: `${wayBack(name, look)} — и ${name} вернётся репликой, догонит лидера и снова станет ему запасным.`,
  };
}

/** The standby that a COMMIT waits for. */
function missed({ name, look }: NodeEvidence): Explanation {
  return {
    tone: 'note',
    headline: `Реплика ${name} недоступна`,
    because: [dockerSays(name, look)].filter((reason) => reason !== null),
    next: `Вернуть её: ${wayBack(name, look)}.`,
  };
}

function starting({ name, look, postgres, patroni }: NodeEvidence): Explanation {
  const because = [
    dockerSays(name, look),
    postgres?.problem == null ? null : `PostgreSQL на ${name} не отвечает: ${postgres.problem}.`,
    patroni?.now == null
      ? patroni?.problem == null
        ? null
        : `Patroni на ${name} не отвечает: ${patroni.problem}.`
      : `Patroni на ${name}: ${patroniState(patroni.now.state)}.`,
  ];
  return {
    tone: 'wait',
    headline: `${name} запускается репликой`,
    because: because.filter((reason) => reason !== null),
    next: `Patroni поднимет PostgreSQL сам: иногда сразу, после аварии — через pg_rewind или новую копию данных. Если дольше минуты: \`docker logs ${name}\`.`,
  };
}

function behindLine({ name }: NodeEvidence, own: number, leader: NodeEvidence, line: number): Explanation {
  return {
    tone: 'wait',
    headline: `${name} ещё на линии времени ${own}, а лидер уже на ${line}`,
    because: [
      `${leader.name} стал лидером и начал линию ${line}; ${name} должен перейти на неё.`,
      'Если он успел записать в свой журнал то, чего у лидера нет, это сначала отматывает pg_rewind.',
    ],
    next: `Patroni делает это сам. Если дольше минуты, причина видна в \`docker logs ${name}\`.`,
  };
}

function notStreaming(leader: NodeEvidence, { name, patroni }: NodeEvidence, state: string | null): Explanation {
  const because = [
    state === null
      ? `PostgreSQL: ${leader.name} не видит реплики ${name} среди подключённых.`
      : `PostgreSQL: для ${leader.name} реплика ${name} в состоянии «${state}».`,
    patroni?.now == null ? null : `Patroni на ${name}: ${patroniState(patroni.now.state)}.`,
  ];
  return {
    tone: 'wait',
    headline: `${name} пока не получает WAL от ${leader.name}`,
    because: because.filter((reason) => reason !== null),
    next: `Подключение занимает несколько секунд. Если дольше минуты, посмотрите \`docker logs ${name}\`.`,
  };
}

function lagging({ name }: NodeEvidence, lag: number, most: number | null): Explanation {
  const over = most !== null && lag > most;
  return {
    tone: over ? 'bad' : 'note',
    headline: `${name} отстаёт: ${lagWords(lag)}`,
    because: [
      over
        ? 'Это больше maximum_lag_on_failover: случись авария сейчас, лидером он бы не стал.'
        : 'WAL он получает, но ещё не весь применил.',
    ],
    next: 'Он догонит, как только запись станет реже.',
  };
}

/** In synchronous mode the standby counts only once `sync` names it. */
function unnamed({ config, keys }: Evidence, leader: NodeEvidence, { name }: NodeEvidence): Explanation | null {
  if (config.synchronousMode !== true || keys === null || keys.syncStandby !== null) return null;
  return {
    tone: 'wait',
    headline: `${name} ещё не назначен синхронной репликой`,
    because: [
      `ZooKeeper: в ключе sync при лидере ${leader.name} реплики пока нет.`,
      `До этого COMMIT его не ждёт, и заменить лидера он не вправе.`,
    ],
    next: `Patroni назначит его в свой следующий обход, не позже чем через loop_wait ${seconds((config.loopWait ?? 10) * 1_000)}.`,
  };
}
