import {
  ParseError,
  parseBoolean,
  parseInteger,
  parseList,
  parseOneOf,
  parseOptionalString,
  parseRecord,
  parseString,
} from './parse.ts';
import {
  type DockerEvent,
  type DynamicConfig,
  type HaproxyTimings,
  type HistoryEntry,
  type Testimony,
  type WitnessChange,
  type WitnessReport,
  dockerActions,
  witnessNames,
} from './witness.ts';

const roles = ['node', 'zookeeper', 'entrypoint', 'other'] as const;
const states = ['created', 'running', 'paused', 'restarting', 'exited', 'dead', 'removing'] as const;
const nameLength = 256;

/** Reads a finite number, or null where there is none. */
export function parseOptionalNumber(value: unknown, path: string): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new ParseError(path, 'a finite number');
  return value;
}

function parseName(value: unknown, path: string): string {
  return parseString(value, path, nameLength);
}

function parseOptionalName(value: unknown, path: string): string | null {
  return parseOptionalString(value, path, nameLength);
}

function parseNumber(value: unknown, path: string): number {
  const number = parseOptionalNumber(value, path);
  if (number === null) throw new ParseError(path, 'a finite number');
  return number;
}

function parseOptionalBoolean(value: unknown, path: string): boolean | null {
  return value === undefined || value === null ? null : parseBoolean(value, path);
}

function parseHistoryEntry(value: unknown, path: string): HistoryEntry | null {
  if (value === undefined || value === null) return null;
  const raw = parseRecord(value, path);
  return {
    timeline: parseNumber(raw.timeline, `${path}.timeline`),
    leader: parseOptionalName(raw.leader, `${path}.leader`),
    at: parseOptionalNumber(raw.at, `${path}.at`),
  };
}

function parseDynamicConfig(value: unknown, path: string): DynamicConfig {
  const raw = parseRecord(value ?? {}, path);
  return {
    ttl: parseOptionalNumber(raw.ttl, `${path}.ttl`),
    loopWait: parseOptionalNumber(raw.loopWait, `${path}.loopWait`),
    retryTimeout: parseOptionalNumber(raw.retryTimeout, `${path}.retryTimeout`),
    maximumLag: parseOptionalNumber(raw.maximumLag, `${path}.maximumLag`),
    synchronousMode: parseOptionalBoolean(raw.synchronousMode, `${path}.synchronousMode`),
    paused: raw.paused === true,
  };
}

function parseTimings(value: unknown, path: string): HaproxyTimings | null {
  if (value === undefined || value === null) return null;
  const raw = parseRecord(value, path);
  return {
    inter: parseNumber(raw.inter, `${path}.inter`),
    fastInter: parseOptionalNumber(raw.fastInter, `${path}.fastInter`),
    downInter: parseOptionalNumber(raw.downInter, `${path}.downInter`),
    fall: parseNumber(raw.fall, `${path}.fall`),
    rise: parseNumber(raw.rise, `${path}.rise`),
    checkTimeout: parseOptionalNumber(raw.checkTimeout, `${path}.checkTimeout`),
  };
}

function parseTestimony(value: unknown, path: string): Testimony {
  const raw = parseRecord(value, path);
  const witness = parseOneOf(raw.witness, `${path}.witness`, witnessNames);
  const at = (field: string) => `${path}.${field}`;
  switch (witness) {
    case 'docker':
      return {
        witness,
        containers: parseList(
          raw.containers,
          at('containers'),
          (item, where) => {
            const container = parseRecord(item, where);
            return {
              name: parseName(container.name, `${where}.name`),
              role: parseOneOf(container.role, `${where}.role`, roles),
              state: parseOneOf(container.state, `${where}.state`, states),
              health:
                container.health === undefined || container.health === null
                  ? null
                  : parseOneOf(container.health, `${where}.health`, ['healthy', 'unhealthy', 'starting']),
              exitCode: parseOptionalNumber(container.exitCode, `${where}.exitCode`),
              connected: parseBoolean(container.connected, `${where}.connected`),
            };
          },
          100,
        ),
      };
    case 'postgres':
      return {
        witness,
        inRecovery: parseBoolean(raw.inRecovery, at('inRecovery')),
        readOnly: parseBoolean(raw.readOnly, at('readOnly')),
        timeline: parseOptionalNumber(raw.timeline, at('timeline')),
        receiving: parseOptionalBoolean(raw.receiving, at('receiving')),
        standbys: parseList(
          raw.standbys,
          at('standbys'),
          (item, where) => {
            const standby = parseRecord(item, where);
            return {
              node: parseName(standby.node, `${where}.node`),
              state: parseName(standby.state, `${where}.state`),
              syncState: parseName(standby.syncState, `${where}.syncState`),
              lag: parseOptionalNumber(standby.lag, `${where}.lag`),
            };
          },
          20,
        ),
        syncNames: parseString(raw.syncNames, at('syncNames'), 1_024),
      };
    case 'patroni':
      return {
        witness,
        role: parseName(raw.role, at('role')),
        state: parseName(raw.state, at('state')),
        timeline: parseOptionalNumber(raw.timeline, at('timeline')),
        leader: parseOptionalName(raw.leader, at('leader')),
        members: parseList(
          raw.members,
          at('members'),
          (item, where) => {
            const member = parseRecord(item, where);
            return {
              node: parseName(member.node, `${where}.node`),
              role: parseName(member.role, `${where}.role`),
              state: parseName(member.state, `${where}.state`),
              timeline: parseOptionalNumber(member.timeline, `${where}.timeline`),
            };
          },
          20,
        ),
        lastChange: parseHistoryEntry(raw.lastChange, at('lastChange')),
        config: parseDynamicConfig(raw.config, at('config')),
      };
    case 'zookeeper':
      return {
        witness,
        scope: parseOptionalName(raw.scope, at('scope')),
        leader: parseOptionalName(raw.leader, at('leader')),
        leaderSince: parseOptionalNumber(raw.leaderSince, at('leaderSince')),
        session: parseOptionalName(raw.session, at('session')),
        members: parseList(raw.members, at('members'), parseName, 20),
        syncLeader: parseOptionalName(raw.syncLeader, at('syncLeader')),
        syncStandby: parseOptionalName(raw.syncStandby, at('syncStandby')),
        failoverAsked: raw.failoverAsked === true,
        lastChange: parseHistoryEntry(raw.lastChange, at('lastChange')),
        sessionLimits: parseLimits(raw.sessionLimits, at('sessionLimits')),
      };
    case 'haproxy':
      return {
        witness,
        servers: parseList(
          raw.servers,
          at('servers'),
          (item, where) => {
            const server = parseRecord(item, where);
            return {
              name: parseName(server.name, `${where}.name`),
              node: parseOptionalName(server.node, `${where}.node`),
              status: parseName(server.status, `${where}.status`),
              check: parseName(server.check, `${where}.check`),
              since: parseOptionalNumber(server.since, `${where}.since`),
            };
          },
          50,
        ),
        timings: parseTimings(raw.timings, at('timings')),
      };
  }
}

function parseLimits(value: unknown, path: string): { readonly min: number; readonly max: number } | null {
  if (value === undefined || value === null) return null;
  const raw = parseRecord(value, path);
  return { min: parseNumber(raw.min, `${path}.min`), max: parseNumber(raw.max, `${path}.max`) };
}

/** Reads a change of what a witness says. */
export function parseWitnessChange(raw: Readonly<Record<string, unknown>>): WitnessChange {
  const testimony = raw.testimony ?? null;
  return {
    witness: parseOneOf(raw.witness, 'witness', witnessNames),
    node: parseOptionalName(raw.node, 'node'),
    ownTime: parseOptionalNumber(raw.ownTime, 'ownTime'),
    problem: parseOptionalString(raw.problem, 'problem', 2_048),
    testimony: testimony === null ? null : parseTestimony(testimony, 'testimony'),
  };
}

/** Reads what Docker told of a container. */
export function parseDockerEvent(raw: Readonly<Record<string, unknown>>): DockerEvent {
  return {
    action: parseOneOf(raw.action, 'action', dockerActions),
    container: parseName(raw.container, 'container'),
    role: parseOneOf(raw.role, 'role', roles),
    ownTime: parseInteger(raw.ownTime, 'ownTime', 0, Number.MAX_SAFE_INTEGER),
    signal: parseOptionalNumber(raw.signal, 'signal'),
    exitCode: parseOptionalNumber(raw.exitCode, 'exitCode'),
  };
}

/** Reads what a witness said last. */
export function parseWitnessReport(value: unknown, path: string): WitnessReport {
  const raw = parseRecord(value, path);
  const { ownTime: _, ...change } = parseWitnessChange(raw);
  const gauges = raw.gauges === undefined || raw.gauges === null ? null : parseRecord(raw.gauges, `${path}.gauges`);
  return {
    ...change,
    answeredAt: parseOptionalNumber(raw.answeredAt, `${path}.answeredAt`),
    changedAt: parseNumber(raw.changedAt, `${path}.changedAt`),
    gauges: gauges && {
      lsn: parseOptionalName(gauges.lsn, `${path}.gauges.lsn`),
      standbys: parseList(gauges.standbys, `${path}.gauges.standbys`, (item, where) => {
        const standby = parseRecord(item, where);
        return {
          node: parseName(standby.node, `${where}.node`),
          lagBytes: parseOptionalNumber(standby.lagBytes, `${where}.lagBytes`),
          lagMs: parseOptionalNumber(standby.lagMs, `${where}.lagMs`),
        };
      }),
      sessions: Object.fromEntries(
        Object.entries(parseRecord(gauges.sessions ?? {}, `${path}.gauges.sessions`)).map(([name, count]) => [
          name,
          parseNumber(count, `${path}.gauges.sessions`),
        ]),
      ),
    },
  };
}
