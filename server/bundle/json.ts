import { ParseError } from '#protocol/parse.ts';
import { bundleLimits } from './limits.ts';

/** Keys with which a stranger's object could reach into our own. */
const refusedKeys = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads JSON of a stranger: not too deep, and without keys that mean something to the language.
 * @throws ParseError
 */
export function parseJson(text: string, path: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new ParseError(path, 'JSON');
    throw error;
  }
  refuseTraps(value, path, 0);
  return value;
}

function refuseTraps(value: unknown, path: string, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth >= bundleLimits.depth) throw new ParseError(path, `at most ${bundleLimits.depth} levels`);
  if (Array.isArray(value)) {
    for (const item of value) refuseTraps(item, path, depth + 1);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (refusedKeys.has(key)) throw new ParseError(path, `no key ${key}`);
    refuseTraps(item, path, depth + 1);
  }
}
