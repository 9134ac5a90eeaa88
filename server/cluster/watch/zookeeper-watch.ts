import type { HistoryEntry, Testimony } from '#protocol/witness.ts';
import { reasonOf } from '../deadline.ts';
import type { WatchedNode, ZooKeeperSession } from '../zookeeper-client.ts';
import type { ZooKeeperSessions } from '../zookeeper-sessions.ts';
import { parseSync } from '../zookeeper.ts';
import type { Desk } from './desk.ts';
import { createRounds } from './rounds.ts';
import { type Place, publishedPort } from './scene.ts';

const pingEvery = 1_000;
/** Milliseconds of ZooKeeper's tick where its image is not told another one. */
const defaultTick = 2_000;
const voice = { witness: 'zookeeper', node: null } as const;
const keys = ['leader', 'sync', 'failover', 'history'] as const;

type Keys = Record<(typeof keys)[number], WatchedNode | null>;
type Known = { readonly scopePath: string | null; readonly members: readonly string[] } & Keys;

/** The witness that ZooKeeper tells of each change of Patroni's keys. */
export function createZooKeeperWatch(options: {
  readonly host: string;
  readonly sessions: ZooKeeperSessions;
  readonly desk: Desk;
  readonly nodeOfMember: (member: string) => string;
}): AsyncDisposable & { update(place: Place<never>, scopePath: string | null): void } {
  const { host, sessions, desk, nodeOfMember } = options;
  let place: { readonly value: Place<never>; readonly scopePath: string | null } | null = null;
  let attached: { readonly session: ZooKeeperSession; readonly listening: Disposable } | null = null;
  let known: Known | null = null;
  /** The newest time that ZooKeeper gave to a key; what it then gives to a change is that change's own time. */
  let newest: number | null = null;
  let tick = defaultTick;
  let dirty = false;
  let disposed = false;

  const rounds = createRounds(pingEvery, async () => {
    if (place === null) return false;
    const { container, silence } = place.value;
    const port = container === null ? null : (publishedPort(container, 2181) ?? container.ports[0]?.host ?? null);
    if (container === null || silence !== null || port === null) {
      detach();
      desk.silence(voice, silence ?? 'порт ZooKeeper не опубликован');
      return false;
    }
    try {
      const session = await sessions.to(host, port);
      if (attached?.session !== session) attach(session);
      if (dirty || known === null || known.scopePath !== (place.scopePath ?? known.scopePath)) {
        dirty = false;
        known = await read(session, place.scopePath);
        tick = Number(container.environment.ZOO_TICK_TIME ?? defaultTick) || defaultTick;
        tell(known);
      } else {
        await session.ping();
        desk.confirm(voice);
      }
    } catch (error) {
      detach();
      if (!disposed) desk.silence(voice, explain(error));
    }
  });

  const attach = (session: ZooKeeperSession) => {
    detach();
    const listening = session.onChange((event) => {
      dirty = true;
      if (event.isDeletion) forget(event.path);
      rounds.wake();
    });
    attached = { session, listening };
    void tellEnd(session);
  };

  /** Told at once: when the lock passes on at the same moment, a reading would find only the next holder. */
  const forget = (path: string) => {
    const gone = keys.find((key) => path === `${known?.scopePath}/${key}`);
    if (known === null || gone === undefined) return;
    known = { ...known, [gone]: null };
    tell(known);
  };

  /** Our session, not Patroni's: but whoever reads the view shall know that it had to be opened anew. */
  const tellEnd = async (session: ZooKeeperSession) => {
    const reason = await session.ended;
    if (attached?.session !== session || disposed) return;
    detach();
    desk.silence(voice, explain(new Error(reason)));
    rounds.wake();
  };

  const detach = () => {
    attached?.listening[Symbol.dispose]();
    attached = null;
    known = null;
  };

  const tell = (said: Known) => {
    const times = keys.flatMap((key) => said[key]?.changedAt ?? []);
    const latest = times.length === 0 ? null : Math.max(...times);
    const ownTime = newest !== null && latest !== null && latest > newest ? latest : null;
    newest = Math.max(newest ?? 0, latest ?? 0);
    desk.answer(voice, { ownTime, testimony: testimonyOf(said, tick, nodeOfMember) });
  };

  return {
    update(value, scopePath) {
      place = { value, scopePath };
      dirty = true;
      rounds.wake();
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      await rounds[Symbol.asyncDispose]();
      detach();
    },
  };
}

async function read(session: ZooKeeperSession, wanted: string | null): Promise<Known> {
  const scopePath = wanted ?? (await onlyScope(session));
  if (scopePath === null) {
    return { scopePath, members: [], leader: null, sync: null, failover: null, history: null };
  }
  const [members, leader, sync, failover, history] = await Promise.all([
    session.watchChildren(`${scopePath}/members`),
    ...keys.map((key) => session.watchNode(`${scopePath}/${key}`)),
  ]);
  return {
    scopePath,
    members: members ?? [],
    leader: leader ?? null,
    sync: sync ?? null,
    failover: failover ?? null,
    history: history ?? null,
  };
}

async function onlyScope(session: ZooKeeperSession): Promise<string | null> {
  const [scope] = (await session.watchChildren('/service')) ?? [];
  return scope === undefined ? null : `/service/${scope}`;
}

function testimonyOf(said: Known, tick: number, nodeOfMember: (member: string) => string): Testimony {
  const named = (member: string | null | undefined) =>
    member === null || member === undefined || member === '' ? null : nodeOfMember(member);
  const { syncLeader, syncStandby } = parseSync(said.sync?.data ?? null);
  return {
    witness: 'zookeeper',
    scope: said.scopePath?.slice(said.scopePath.lastIndexOf('/') + 1) ?? null,
    leader: named(said.leader?.data),
    leaderSince: said.leader?.createdAt ?? null,
    session: said.leader?.owner ?? null,
    members: said.members.map(nodeOfMember).toSorted(),
    syncLeader: named(syncLeader),
    syncStandby: named(syncStandby),
    failoverAsked: said.failover !== null && said.failover.data !== '' && said.failover.data !== '{}',
    lastChange: lastOf(said.history?.data ?? '', nodeOfMember),
    // `minSessionTimeout` and `maxSessionTimeout` are 2 and 20 ticks unless somebody sets them.
    sessionLimits: { min: 2 * tick, max: 20 * tick },
  };
}

/** `history` is a list of `[timeline, lsn, reason, time, new leader]`. */
function lastOf(text: string, nodeOfMember: (member: string) => string): HistoryEntry | null {
  if (text === '') return null;
  const rows: unknown = JSON.parse(text);
  const last: unknown = Array.isArray(rows) ? rows.at(-1) : null;
  if (!Array.isArray(last)) return null;
  const [timeline, , , time, leader]: unknown[] = last;
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return {
    timeline: typeof timeline === 'number' ? timeline : 0,
    leader: typeof leader === 'string' ? nodeOfMember(leader) : null,
    at: Number.isNaN(at) ? null : at,
  };
}

function explain(error: unknown): string {
  const reason = reasonOf(error);
  if (/ECONNREFUSED/.test(reason)) return 'ZooKeeper не принимает соединения';
  if (/ECONNRESET|EPIPE/.test(reason)) return 'соединение с ZooKeeper оборвалось';
  return reason.startsWith('ZooKeeper') ? reason : `ZooKeeper не отвечает: ${reason}`;
}
