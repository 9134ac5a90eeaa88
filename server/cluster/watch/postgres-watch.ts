import type { Gauges, StandbyTestimony, Testimony } from '#protocol/witness.ts';
import {
  parseBoolean,
  parseInteger,
  parseList,
  parseOptionalString,
  parseRecord,
  parseString,
} from '#protocol/parse.ts';
import type { PatroniConfig } from '../patroni-config.ts';
import { watchQuery } from '../postgres-queries.ts';
import { createPostgresConnection, explainPostgres } from '../postgres.ts';
import type { Desk } from './desk.ts';
import { createRounds } from './rounds.ts';
import { cutOff, type Place, publishedPort } from './scene.ts';
import type { NodeWatch } from './node-watch.ts';

const every = 600;
const deadline = 1_000;
/** Milliseconds between two changes that are only about how far a standby is behind. */
const lagEvery = 5_000;

type Said = Extract<Testimony, { witness: 'postgres' }>;

/** The witness that asks one node's PostgreSQL over a connection that it keeps. */
export function createPostgresWatch(options: {
  readonly node: string;
  readonly host: string;
  readonly desk: Desk;
  readonly nodeOfMember: (member: string) => string;
}): NodeWatch {
  const { node, host, desk, nodeOfMember } = options;
  const voice = { witness: 'postgres', node } as const;
  const connection = createPostgresConnection({ deadline, readOnly: false, onLost: () => rounds.wake() });
  let place: Place<PatroniConfig> | null = null;
  let told: { readonly testimony: Said; readonly lagAt: number } | null = null;

  const rounds = createRounds(every, async () => {
    if (place === null) return false;
    const { container, config } = place;
    const silence = place.silence ?? (container === null ? null : cutOff(container));
    const port = container === null ? null : publishedPort(container, config?.postgresPort ?? 5432);
    if (silence !== null || port === null) {
      desk.silence(voice, silence ?? 'порт PostgreSQL не опубликован');
      return false;
    }
    try {
      const { user, password } = config ?? { user: 'postgres', password: 'postgres' };
      const address = { host, port, user, password, database: 'postgres' };
      const [row] = await connection.rows(address, watchQuery);
      const { testimony, gauges } = parseWatched(row?.state, node, nodeOfMember);
      desk.answer(voice, { testimony: steadied(testimony), gauges });
    } catch (error) {
      desk.silence(voice, explainPostgres(error));
    }
  });

  /** A lag that flaps is one change in five seconds. */
  const steadied = (testimony: Said): Said => {
    const now = performance.now();
    const before = told;
    const onlyLag = before !== null && sameButLag(before.testimony, testimony);
    if (onlyLag && now - before.lagAt < lagEvery) return before.testimony;
    const changed = before === null || JSON.stringify(before.testimony) !== JSON.stringify(testimony);
    if (changed) told = { testimony, lagAt: now };
    return testimony;
  };

  return {
    update(next) {
      place = next;
      rounds.wake();
    },
    async [Symbol.asyncDispose]() {
      await rounds[Symbol.asyncDispose]();
      await connection[Symbol.asyncDispose]();
    },
  };
}

function sameButLag(left: Said, right: Said): boolean {
  const plain = (said: Said) =>
    JSON.stringify({ ...said, standbys: said.standbys.map((standby) => ({ ...standby, lag: null })) });
  return plain(left) === plain(right);
}

/** Reads the answer of `watchQuery`. */
function parseWatched(
  value: unknown,
  node: string,
  nodeOfMember: (member: string) => string,
): { readonly testimony: Said; readonly gauges: Gauges } {
  const raw = parseRecord(value, 'state');
  const standbys = parseList(raw.standbys, 'standbys', (item, path) => {
    const row = parseRecord(item, path);
    return {
      node: nodeOfMember(parseString(row.name, path)),
      state: parseOptionalString(row.state, path) ?? '',
      syncState: parseOptionalString(row.syncState, path) ?? '',
      lagBytes: numberOf(row.lagBytes),
      lagMs: numberOf(row.lagMs),
    };
  });
  return {
    testimony: {
      witness: 'postgres',
      inRecovery: parseBoolean(raw.inRecovery, 'inRecovery'),
      readOnly: parseBoolean(raw.readOnly, 'readOnly'),
      timeline: numberOf(raw.timeline),
      receiving: raw.receiving === null ? null : parseBoolean(raw.receiving, 'receiving'),
      standbys: standbys.map(({ node, state, syncState, lagBytes }): StandbyTestimony => ({
        node,
        state,
        syncState,
        lag: bucketOf(lagBytes),
      })),
      syncNames: parseString(raw.syncNames, 'syncNames', 1_024),
    },
    gauges: {
      lsn: parseOptionalString(raw.lsn, 'lsn'),
      standbys: standbys.map(({ node, lagBytes, lagMs }) => ({ node, lagBytes, lagMs })),
      sessions: { [node]: parseInteger(raw.clients, 'clients', 0, 100_000) },
    },
  };
}

const buckets = [16_777_216, 1_048_576, 65_536];

function bucketOf(bytes: number | null): number | null {
  return bytes === null ? null : (buckets.find((limit) => bytes >= limit) ?? 0);
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
