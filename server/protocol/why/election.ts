import { type Candidate, candidates } from './candidates.ts';
import { type Evidence, type NodeEvidence, dockerSays, isAway, wayBack } from './evidence.ts';
import type { Explanation } from './explanation.ts';
import { sessionLife } from './session.ts';
import { seconds, together, within } from './words.ts';

/** Why nobody leads now, while ZooKeeper answers; null where somebody does. */
export function explainElection(evidence: Evidence): Explanation | null {
  const { keys, primaries, nodes } = evidence;
  if (keys === null || primaries.length > 0 || nodes.length === 0) return null;
  const holder = nodes.find(({ name }) => name === keys.leader) ?? null;
  if (keys.leader !== null && holder === null) return null;
  if (holder === null) return withoutHolder(evidence);
  if (holder.postgres?.now?.inRecovery === true) return promoting(evidence, holder);
  if (holder.postgres?.now?.readOnly === true) return readOnly(holder);
  return isAway(holder) || holder.silentSince !== null ? heldByTheDead(evidence, holder) : restarting(holder);
}

/** The key outlives its holder till ZooKeeper ends the session. */
function heldByTheDead(evidence: Evidence, holder: NodeEvidence): Explanation {
  const life = sessionLife(evidence);
  const { now } = evidence;
  const since = holder.silentSince ?? now;
  const left = within(since + life.min - now, since + life.max - now);
  const others = candidates(evidence, holder.name);
  const able = others.filter(({ refusal }) => refusal === null).map(({ node }) => node.name);
  const back = !isAway(holder);
  const because = [
    dockerSays(holder.name, holder.look) ?? `PostgreSQL и Patroni на ${holder.name} не отвечают.`,
    `ZooKeeper: ключ лидера держит сессия ${holder.name}. Без вестей от владельца она живёт до ${seconds(life.max)} (${life.source}), молчит он ${seconds(now - since)}.`,
  ];
  if (able.length === 0) {
    because.push(...refusals(others));
    return {
      tone: 'bad',
      headline: `Ключ ещё у ${holder.name}, а сменить его некому`,
      because,
      next: back
        ? null
        : `Ключ освободится ${left}, но лидера не появится, пока не вернётся ${holder.name}: ${wayBack(holder.name, holder.look)}.`,
    };
  }
  because.push(
    `${together(able)} — реплика: пока ключ занят, Patroni её не повысит, иначе лидеров могло бы стать двое.`,
  );
  return {
    tone: 'wait',
    headline: `Реплика ещё не лидер: ключ держит сессия ${holder.name}`,
    because,
    next: `Сессия истечёт ${left}; тогда ключ возьмёт ${together(able)}. Если ${holder.name} вернётся раньше, смены лидера не будет.`,
  };
}

/** The key is free: an election, or nobody who may take it. */
function withoutHolder(evidence: Evidence): Explanation | null {
  const { keys, nodes, config } = evidence;
  const former = keys?.syncLeader ?? keys?.lastChange?.leader ?? null;
  const heard = nodes.filter(({ postgres }) => postgres?.now != null);
  if (heard.length === 0) return null;
  const all = candidates(evidence, null);
  const able = all.filter(({ refusal }) => refusal === null).map(({ node }) => node.name);
  if (able.length > 0) {
    return {
      tone: 'wait',
      headline: 'Ключ лидера свободен: идут выборы',
      because: [
        'ZooKeeper: ключа лидера нет.',
        `Взять его ${able.length === 1 ? 'может' : 'могут'} ${together(able)}: Patroni сверяет отставание и опрашивает соседей, до 2\u00A0с на каждый молчащий узел.`,
      ],
      next: 'Лидер появится обычно за 1–3\u00A0с.',
    };
  }
  const missing = nodes.find(({ name }) => name === former);
  if (missing !== undefined && !isAway(missing) && missing.postgres?.now == null) return comingBack(missing, all);
  const trap = config.synchronousMode === true && missing !== undefined && isAway(missing);
  return {
    tone: 'bad',
    headline: trap ? 'Лидера не будет: повысить реплику нельзя' : 'Ключ лидера свободен, но взять его некому',
    because: [
      'ZooKeeper: ключа лидера нет.',
      ...refusals(all.filter(({ node }) => node.name !== former || !isAway(node))),
    ],
    next:
      missing === undefined || !isAway(missing)
        ? config.paused
          ? 'Снимите паузу: `patronictl resume`.'
          : null
        : `Верните ${missing.name}: ${wayBack(missing.name, missing.look)}. Он возьмёт ключ сам: по sync все подтверждённые строки есть у него.`,
  };
}

/** Only the former leader may take the key, and it is on its way. */
function comingBack({ name, look, patroni }: NodeEvidence, all: readonly Candidate[]): Explanation {
  const state = patroni?.now == null ? null : `Patroni на ${name}: ${patroniState(patroni.now.state)}.`;
  const others = all.filter(({ node }) => node.name !== name);
  return {
    tone: 'wait',
    headline: `Ключ лидера свободен: ждём, пока запустится ${name}`,
    because: [dockerSays(name, look), state, ...refusals(others)].filter((reason) => reason !== null),
    next: `Когда Patroni на ${name} запустится, он возьмёт ключ сам.`,
  };
}

function promoting({ now }: Evidence, { name, postgres }: NodeEvidence): Explanation {
  const restored = postgres?.now?.timeline ?? null;
  return {
    tone: 'wait',
    headline: `${name} взял ключ: его PostgreSQL становится лидером`,
    because: [
      `ZooKeeper: ключ лидера держит ${name}.`,
      `PostgreSQL: ${name} ещё в восстановлении${restored === null ? '' : ` на линии времени ${restored}`}.`,
    ],
    next: now > 0 ? 'Повышение занимает обычно не больше пары секунд; с ним начнётся новая линия времени.' : null,
  };
}

function readOnly({ name }: NodeEvidence): Explanation {
  return {
    tone: 'bad',
    headline: `${name} держит ключ, но записи не принимает`,
    because: [
      `PostgreSQL: ${name} не в восстановлении, но транзакции у него только читающие (default_transaction_read_only).`,
    ],
    next: null,
  };
}

/** The leader came back, or its PostgreSQL is started anew, before its session ended: no failover at all. */
function restarting({ name, look, postgres, patroni }: NodeEvidence): Explanation {
  const because = [
    dockerSays(name, look),
    `ZooKeeper: ключ лидера всё ещё у ${name}, поэтому другой узел лидером не станет.`,
    postgres?.problem == null ? null : `PostgreSQL на ${name} не отвечает: ${postgres.problem}.`,
    patroni?.now == null ? null : `Patroni на ${name}: ${patroniState(patroni.now.state)}.`,
  ];
  return {
    tone: 'wait',
    headline: `${name} держит ключ, а его PostgreSQL ещё не отвечает`,
    because: because.filter((reason) => reason !== null),
    next: 'Patroni поднимет PostgreSQL сам. Не выйдет за primary_start_timeout (300\u00A0с, если не задан другой) — отдаст ключ.',
  };
}

function refusals(all: readonly Candidate[]): readonly string[] {
  return [...new Set(all.flatMap(({ refusal }) => refusal ?? []))];
}

const states: Readonly<Record<string, string>> = {
  'initializing new cluster': 'создаёт новый кластер (initdb)',
  'creating replica': 'копирует данные с лидера',
  'running pg_rewind': 'отматывает лишнее (pg_rewind)',
  starting: 'запускает PostgreSQL',
  restarting: 'перезапускает PostgreSQL',
  stopping: 'останавливает PostgreSQL',
  stopped: 'PostgreSQL остановлен',
  'start failed': 'PostgreSQL не запустился',
  'stop failed': 'PostgreSQL не остановился',
  crashed: 'PostgreSQL упал',
  running: 'PostgreSQL работает',
  streaming: 'получает WAL',
  'in archive recovery': 'восстанавливается из журнала',
};

/** Patroni's word for a member's state, in Russian where it is known. */
export function patroniState(state: string): string {
  return states[state] ?? state;
}
