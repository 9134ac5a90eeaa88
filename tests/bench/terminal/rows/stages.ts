import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { besideFlood } from '../beside-flood.ts';
import { drawn, leave } from '../client.ts';
import { typeKeys, type Key } from '../keys.ts';
import { stageNames, stagesOf } from '../stages/key-stages.ts';
import { startOurs } from '../targets/ours.ts';
import type { Target, Workplace } from '../targets/target.ts';
import type { Row } from './row.ts';

const stamps = pathToFileURL(path.join(import.meta.dirname, '../stages/stamps.ts'));

/** Where the time of a key goes, between a page and a pty and back; by a server whose messages are noted as they come and go. */
export const stages: Row = {
  id: 'stages',
  figures: figuresOf('a key, quiet'),
  without: ['ttyd', 'wetty', 'floor'],
  measure: (_target, { workplace }) => measureStages(workplace, keysOf),
};

/** The same beside a terminal of the server that floods. */
export const stagesBesideFlood: Row = {
  id: 'stages-flood',
  figures: figuresOf('a key beside a flood'),
  without: ['ttyd', 'wetty', 'floor'],
  measure: (_target, { workplace }) => measureStages(workplace, (target) => besideFlood(target, () => keysOf(target))),
};

function figuresOf(what: string): Record<string, string> {
  return Object.fromEntries(stageNames.map((stage) => [stage, `${what}: ${stage}, ms`]));
}

async function measureStages(
  workplace: Workplace,
  measure: (target: Target) => Promise<Key[]>,
): Promise<Record<string, number>> {
  const folder = await mkdtemp(path.join(workplace.home, 'stamps-'));
  try {
    const stamped = `${stamps.href}?in=${encodeURIComponent(folder)}`;
    const target = await startOurs({ ...workplace, env: { ...workplace.env, NODE_OPTIONS: `--import=${stamped}` } });
    // The processes write their stamps when they end.
    const keys = await measure(target).finally(() => target[Symbol.asyncDispose]());
    return await stagesOf(keys, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function keysOf(target: Target): Promise<Key[]> {
  const client = target.open();
  await drawn(client, client.prompt);
  const keys = await typeKeys(client);
  await leave(client);
  return keys;
}
