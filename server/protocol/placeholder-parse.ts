import { parseOptionalString, parseRecord } from './parse.ts';
import type { PlaceholderValues } from './placeholder.ts';

/** Reads the names that the cluster gave; a name that is missing is not known. */
export function parsePlaceholders(value: unknown, path = 'placeholders'): PlaceholderValues {
  const raw = parseRecord(value, path);
  const name = (key: keyof PlaceholderValues) => parseOptionalString(raw[key], `${path}.${key}`);
  return {
    leader: name('leader'),
    replica: name('replica'),
    'leader-port': name('leader-port'),
    'replica-port': name('replica-port'),
    'entrypoint-port': name('entrypoint-port'),
    stopped: name('stopped'),
    'stopped-port': name('stopped-port'),
    other: name('other'),
    nodes: name('nodes'),
    zookeeper: name('zookeeper'),
    entrypoint: name('entrypoint'),
    'leader-member': name('leader-member'),
    'replica-member': name('replica-member'),
    network: name('network'),
  };
}
