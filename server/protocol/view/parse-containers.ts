import type { ContainerView, ImageView, ServiceView } from '../cluster.ts';
import { parseBoolean, parseOneOf, parseRecord } from '../parse.ts';
import { parseCount, parseItems, parseOptionalText, parseText } from './bounds.ts';
import { parseOptionalNumber } from '../witness-parse.ts';

const roles = ['node', 'zookeeper', 'entrypoint', 'other'] as const;
const states = ['created', 'running', 'paused', 'restarting', 'exited', 'dead', 'removing'] as const;
const healths = ['healthy', 'unhealthy', 'starting'] as const;

/** Reads a container of a recorded view. */
export function parseContainer(value: unknown, path: string): ContainerView {
  const raw = parseRecord(value, path);
  return {
    id: parseText(raw.id, `${path}.id`),
    name: parseText(raw.name, `${path}.name`),
    service: parseText(raw.service, `${path}.service`),
    role: parseOneOf(raw.role, `${path}.role`, roles),
    image: parseText(raw.image, `${path}.image`),
    imageId: parseText(raw.imageId, `${path}.imageId`),
    state: parseOneOf(raw.state, `${path}.state`, states),
    health: raw.health === undefined || raw.health === null ? null : parseOneOf(raw.health, `${path}.health`, healths),
    exitCode: parseOptionalNumber(raw.exitCode, `${path}.exitCode`),
    createdAt: parseOptionalText(raw.createdAt, `${path}.createdAt`),
    startedAt: parseOptionalText(raw.startedAt, `${path}.startedAt`),
    finishedAt: parseOptionalText(raw.finishedAt, `${path}.finishedAt`),
    addresses: parseItems(raw.addresses, `${path}.addresses`, parseText),
    networks: parseItems(raw.networks, `${path}.networks`, parseText),
    ports: parseItems(raw.ports, `${path}.ports`, (item, where) => {
      const port = parseRecord(item, where);
      const address = parseText(port.address, `${where}.address`);
      return { ...parsePort(item, where), address };
    }),
    mounts: parseItems(raw.mounts, `${path}.mounts`, (item, where) => {
      const mount = parseRecord(item, where);
      return {
        type: parseText(mount.type, `${where}.type`),
        source: parseText(mount.source, `${where}.source`),
        destination: parseText(mount.destination, `${where}.destination`),
      };
    }),
  };
}

function parsePort(value: unknown, path: string): { readonly container: number; readonly host: number } {
  const raw = parseRecord(value, path);
  return {
    container: parseCount(raw.container, `${path}.container`),
    host: parseCount(raw.host, `${path}.host`),
  };
}

/** Reads a service of a recorded compose file. */
export function parseService(value: unknown, path: string): ServiceView {
  const raw = parseRecord(value, path);
  return {
    name: parseText(raw.name, `${path}.name`),
    containerName: parseOptionalText(raw.containerName, `${path}.containerName`),
    role: parseOneOf(raw.role, `${path}.role`, roles),
    image: parseOptionalText(raw.image, `${path}.image`),
    build: raw.build === undefined || raw.build === null ? null : parseBuild(raw.build, `${path}.build`),
    ports: parseItems(raw.ports, `${path}.ports`, parsePort),
  };
}

function parseBuild(value: unknown, path: string): NonNullable<ServiceView['build']> {
  const raw = parseRecord(value, path);
  return {
    context: parseText(raw.context, `${path}.context`),
    dockerfile: parseText(raw.dockerfile, `${path}.dockerfile`),
    inside: parseBoolean(raw.inside, `${path}.inside`),
  };
}

/** Reads an image of a recorded view. */
export function parseImage(value: unknown, path: string): ImageView {
  const raw = parseRecord(value, path);
  return {
    reference: parseText(raw.reference, `${path}.reference`),
    services: parseItems(raw.services, `${path}.services`, parseText),
    id: parseOptionalText(raw.id, `${path}.id`),
    createdAt: parseOptionalText(raw.createdAt, `${path}.createdAt`),
    recipe: parseOneOf(raw.recipe, `${path}.recipe`, ['same', 'different', 'unknown']),
    difference: parseOptionalText(raw.difference, `${path}.difference`),
    newer: parseBoolean(raw.newer, `${path}.newer`),
    files: parseItems(raw.files, `${path}.files`, (item, where) => {
      const file = parseRecord(item, where);
      return {
        path: parseText(file.path, `${where}.path`),
        inImage: parseText(file.inImage, `${where}.inImage`),
        state: parseOneOf(file.state, `${where}.state`, ['same', 'different', 'missing']),
      };
    }),
    problem: parseOptionalText(raw.problem, `${path}.problem`),
  };
}
