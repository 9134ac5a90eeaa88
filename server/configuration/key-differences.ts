import type { ConfigurationDifference } from '#protocol/configuration.ts';

import { readYamlKeys, scalarText } from './mistakes/yaml-keys.ts';

/** The keys whose values are not the same; null where one of the texts is no YAML and only lines can be compared. */
export function keyDifferences(workspace: string, here: string): ConfigurationDifference[] | null {
  const [left, right] = [readYamlKeys(workspace), readYamlKeys(here)];
  if (left.problem !== null || right.problem !== null) return null;
  return valueDifferences(left.value, right.value);
}

/** The leaves that are not the same in two trees of plain data. */
export function valueDifferences(
  workspace: unknown,
  here: unknown,
  same: (workspace: unknown, here: unknown) => boolean = (a, b) => show(a) === show(b),
): ConfigurationDifference[] {
  const [left, right] = [leavesOf(workspace), leavesOf(here)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((where) => !(left.has(where) && right.has(where) && same(left.get(where), right.get(where))))
    .map((where) => ({
      where,
      workspace: left.has(where) ? show(left.get(where)) : null,
      here: right.has(where) ? show(right.get(where)) : null,
    }));
}

/** Leaves by their dotted paths; a list is one leaf, an empty section is one too. */
export function leavesOf(value: unknown, path = ''): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map([[path, value]]);
  const entries = Object.entries(value);
  if (entries.length === 0) return path === '' ? new Map() : new Map([[path, null]]);
  return new Map(entries.flatMap(([key, item]) => [...leavesOf(item, path === '' ? key : `${path}.${key}`)]));
}

/** A value as a student would write it. */
export function show(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '(пусто)';
  if (Array.isArray(value)) return value.map(show).join('; ');
  return typeof value === 'object' ? JSON.stringify(value) : scalarText(value);
}
