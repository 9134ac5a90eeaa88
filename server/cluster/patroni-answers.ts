import type { PatroniView } from '#protocol/cluster.ts';
import { parseList, parseOptionalString, parseRecord, type UnknownRecord } from '#protocol/parse.ts';

import type { PatroniAnswer } from './patroni-channel.ts';

/** The configuration while none is known. */
export const noConfig = { ttl: null, loopWait: null, retryTimeout: null, maximumLag: null, usePgRewind: null };

function bodyOf({ body }: PatroniAnswer): UnknownRecord {
  return parseRecord(JSON.parse(body), 'Patroni');
}

/** Reads `/patroni`: what the node says of itself. */
export function parseOwn(answer: PatroniAnswer) {
  const raw = bodyOf(answer);
  const patroni = raw.patroni === undefined ? {} : parseRecord(raw.patroni, 'patroni');
  return {
    member: parseOptionalString(patroni.name, 'name'),
    role: parseOptionalString(raw.role, 'role'),
    state: parseOptionalString(raw.state, 'state'),
    timeline: numberOf(raw.timeline),
    version: parseOptionalString(patroni.version, 'version'),
    scope: parseOptionalString(patroni.scope, 'scope'),
  };
}

/** Reads `/cluster`: the members by the node's copy of what is in ZooKeeper. */
export function parseCluster(answer: PatroniAnswer): Pick<PatroniView, 'leader' | 'members'> {
  const members = parseList(bodyOf(answer).members, 'members', (item, path) => {
    const member = parseRecord(item, path);
    return {
      name: parseOptionalString(member.name, path) ?? '',
      role: parseOptionalString(member.role, path) ?? '',
      state: parseOptionalString(member.state, path) ?? '',
      timeline: numberOf(member.timeline),
      lag: numberOf(member.lag),
    };
  });
  return { members, leader: members.find(({ role }) => role === 'leader')?.name ?? null };
}

/** Reads `/history`, a list of `[timeline, lsn, reason, time, new leader]`; old versions leave out the last ones. */
export function parseHistory({ body, status }: PatroniAnswer): PatroniView['history'] {
  if (status !== 200) return [];
  return parseList(JSON.parse(body), 'history', (item) => {
    const [timeline, , , at, leader]: unknown[] = Array.isArray(item) ? item : [];
    return {
      timeline: numberOf(timeline) ?? 0,
      at: typeof at === 'string' ? at : null,
      leader: typeof leader === 'string' ? leader : null,
    };
  });
}

/** Reads `/config`: the dynamic configuration. */
export function parseConfig(
  answer: PatroniAnswer,
): Pick<PatroniView, 'synchronousMode' | 'config'> & { readonly paused: boolean } {
  if (answer.status !== 200) return { synchronousMode: null, config: noConfig, paused: false };
  const raw = bodyOf(answer);
  const postgresql =
    raw.postgresql === undefined || raw.postgresql === null ? {} : parseRecord(raw.postgresql, 'postgresql');
  return {
    synchronousMode: truthOf(raw.synchronous_mode) ?? false,
    paused: truthOf(raw.pause) ?? false,
    config: {
      ttl: numberOf(raw.ttl),
      loopWait: numberOf(raw.loop_wait),
      retryTimeout: numberOf(raw.retry_timeout),
      maximumLag: numberOf(raw.maximum_lag_on_failover),
      usePgRewind: truthOf(postgresql.use_pg_rewind) ?? false,
    },
  };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function truthOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  return typeof value === 'string' ? ['on', 'true', 'quorum'].includes(value.toLowerCase()) : null;
}
