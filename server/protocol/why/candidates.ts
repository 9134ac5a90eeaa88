import { lagWords } from '../picture-words.ts';
import { type Evidence, type NodeEvidence, isAway } from './evidence.ts';

/** Whether a node may become the leader once the key is free, and why not. */
export type Candidate = { readonly node: NodeEvidence; readonly refusal: string | null };

/** Everybody who is not the (former) leader, judged by Patroni's own rules. */
export function candidates(evidence: Evidence, former: string | null): readonly Candidate[] {
  return evidence.nodes
    .filter(({ name }) => name !== former)
    .map((node) => ({ node, refusal: refusalOf(evidence, node, former) }));
}

function refusalOf({ keys, config, nodes }: Evidence, node: NodeEvidence, former: string | null): string | null {
  const { name } = node;
  if (isAway(node)) return `${name} сам недоступен.`;
  if (node.postgres?.now === null && node.patroni?.now === null) return `${name} не отвечает.`;
  if (config.paused) return 'Patroni на паузе: сам он никого не повышает.';
  if (keys !== null && config.synchronousMode === true && keys.syncLeader !== null && keys.syncLeader !== name) {
    if (keys.syncStandby === null) {
      return `ZooKeeper: в ключе sync записан лидер ${keys.syncLeader}, а синхронной реплики при нём нет. ${name} мог не получить подтверждённых строк, и повышать его нельзя.`;
    }
    if (keys.syncStandby !== name) {
      return `ZooKeeper: синхронная реплика — ${keys.syncStandby}, а не ${name}.`;
    }
  }
  const lag = nodes
    .find((one) => one.name === former)
    ?.postgres?.last?.standbys.find((standby) => standby.node === name)?.lag;
  if (config.maximumLag !== null && lag !== undefined && lag !== null && lag > config.maximumLag) {
    return `${name} отставал: ${lagWords(lag)} — больше, чем позволяет maximum_lag_on_failover.`;
  }
  return null;
}
