import type { ClusterView, EntryPointView, PatroniView, ZooKeeperView } from '../cluster.ts';
import { parseRecord } from '../parse.ts';
import { parseCount, parseItems, parseOptionalBoolean, parseOptionalText, parseText } from './bounds.ts';
import { parseOptionalNumber } from '../witness-parse.ts';
import { parseContainer, parseImage, parseService } from './parse-containers.ts';
import { parseHealth } from './parse-health.ts';
import { parseNode } from './parse-node.ts';

/** Reads a cluster view as the journal keeps it: every list and every text has its bound. */
export function parseClusterView(value: unknown, path: string): ClusterView {
  const raw = parseRecord(value, path);
  const docker = parseRecord(raw.docker, `${path}.docker`);
  const compose = parseRecord(raw.compose, `${path}.compose`);
  return {
    at: parseCount(raw.at, `${path}.at`),
    project: parseText(raw.project, `${path}.project`),
    docker: {
      ...parseHealth(docker, `${path}.docker`),
      containers: parseItems(docker.containers, `${path}.docker.containers`, parseContainer),
    },
    compose: {
      ...parseHealth(compose, `${path}.compose`),
      services: parseItems(compose.services, `${path}.compose.services`, parseService),
    },
    images: parseItems(raw.images, `${path}.images`, parseImage),
    nodes: parseItems(raw.nodes, `${path}.nodes`, parseNode),
    patroni: parsePatroni(raw.patroni, `${path}.patroni`),
    zookeeper: parseZooKeeper(raw.zookeeper, `${path}.zookeeper`),
    entrypoint: parseEntryPoint(raw.entrypoint, `${path}.entrypoint`),
  };
}

function parsePatroni(value: unknown, path: string): PatroniView {
  const raw = parseRecord(value, path);
  const config = parseRecord(raw.config, `${path}.config`);
  return {
    ...parseHealth(raw, path),
    leader: parseOptionalText(raw.leader, `${path}.leader`),
    members: parseItems(raw.members, `${path}.members`, (item, where) => {
      const member = parseRecord(item, where);
      return {
        name: parseText(member.name, `${where}.name`),
        role: parseText(member.role, `${where}.role`),
        state: parseText(member.state, `${where}.state`),
        timeline: parseOptionalNumber(member.timeline, `${where}.timeline`),
        lag: parseOptionalNumber(member.lag, `${where}.lag`),
      };
    }),
    history: parseItems(raw.history, `${path}.history`, (item, where) => {
      const change = parseRecord(item, where);
      return {
        timeline: parseCount(change.timeline, `${where}.timeline`),
        leader: parseOptionalText(change.leader, `${where}.leader`),
        at: parseOptionalText(change.at, `${where}.at`),
      };
    }),
    synchronousMode: parseOptionalBoolean(raw.synchronousMode, `${path}.synchronousMode`),
    config: {
      ttl: parseOptionalNumber(config.ttl, `${path}.config.ttl`),
      loopWait: parseOptionalNumber(config.loopWait, `${path}.config.loopWait`),
      retryTimeout: parseOptionalNumber(config.retryTimeout, `${path}.config.retryTimeout`),
      maximumLag: parseOptionalNumber(config.maximumLag, `${path}.config.maximumLag`),
      usePgRewind: parseOptionalBoolean(config.usePgRewind, `${path}.config.usePgRewind`),
    },
  };
}

function parseZooKeeper(value: unknown, path: string): ZooKeeperView {
  const raw = parseRecord(value, path);
  return {
    ...parseHealth(raw, path),
    scope: parseOptionalText(raw.scope, `${path}.scope`),
    leader: parseOptionalText(raw.leader, `${path}.leader`),
    members: parseItems(raw.members, `${path}.members`, parseText),
    syncLeader: parseOptionalText(raw.syncLeader, `${path}.syncLeader`),
    syncStandby: parseOptionalText(raw.syncStandby, `${path}.syncStandby`),
  };
}

function parseEntryPoint(value: unknown, path: string): EntryPointView {
  const raw = parseRecord(value, path);
  return {
    ...parseHealth(raw, path),
    container: parseOptionalText(raw.container, `${path}.container`),
    port: parseOptionalNumber(raw.port, `${path}.port`),
    checkRequest: parseOptionalText(raw.checkRequest, `${path}.checkRequest`),
    ownSessions: parseCount(raw.ownSessions, `${path}.ownSessions`),
    servers: parseItems(raw.servers, `${path}.servers`, (item, where) => {
      const server = parseRecord(item, where);
      return {
        proxy: parseText(server.proxy, `${where}.proxy`),
        name: parseText(server.name, `${where}.name`),
        node: parseOptionalText(server.node, `${where}.node`),
        status: parseText(server.status, `${where}.status`),
        lastCheck: parseText(server.lastCheck, `${where}.lastCheck`),
        sessions: parseCount(server.sessions, `${where}.sessions`),
        totalSessions: parseCount(server.totalSessions, `${where}.totalSessions`),
        bytesIn: parseCount(server.bytesIn, `${where}.bytesIn`),
        changedSecondsAgo: parseOptionalNumber(server.changedSecondsAgo, `${where}.changedSecondsAgo`),
      };
    }),
    reaches: raw.reaches === undefined || raw.reaches === null ? null : parseReach(raw.reaches, `${path}.reaches`),
  };
}

function parseReach(value: unknown, path: string): NonNullable<EntryPointView['reaches']> {
  const raw = parseRecord(value, path);
  return {
    node: parseOptionalText(raw.node, `${path}.node`),
    inRecovery: parseOptionalBoolean(raw.inRecovery, `${path}.inRecovery`),
    problem: parseOptionalText(raw.problem, `${path}.problem`),
  };
}
