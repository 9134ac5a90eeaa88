import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Key } from '../keys.ts';
import { median } from '../statistics.ts';

type Stamp = readonly [at: number, what: string];

/**
 * What happens to a key, in order, each once; what the stamps are called, and by how many bytes they are known: a key is one byte,
 * its WebSocket frame seven (masked) or three, a frame of the owner six.
 */
const way: readonly { readonly stamp: string; readonly stage: string }[] = [
  { stamp: 'in 7', stage: 'page → server' },
  { stamp: 'out 6', stage: 'server, key' },
  { stamp: 'in 6', stage: 'server → owner' },
  { stamp: 'out 1', stage: 'owner, key' },
  { stamp: 'in 1', stage: 'pty' },
  { stamp: 'out 6', stage: 'owner, echo' },
  { stamp: 'in 6', stage: 'owner → server' },
  { stamp: 'out 3', stage: 'server, echo' },
];
const lastStage = 'server → page';

/** The stages of a key's way, by name. */
export const stageNames: readonly string[] = [...way.map(({ stage }) => stage), lastStage];

/** Where the time of the keys went: milliseconds for each stage, medians; from the stamps of all processes. */
export async function stagesOf(keys: readonly Key[], folder: string): Promise<Record<string, number>> {
  const stamps: Stamp[] = [];
  // Written by the processes of this run.
  for (const name of await readdir(folder)) stamps.push(...JSON.parse(await readFile(path.join(folder, name), 'utf8')));
  stamps.sort(([one], [other]) => one - other);
  const found = keys.map((key) => stagesOfKey(key, stamps)).filter((stages) => stages !== null);
  if (found.length < keys.length / 2) throw new Error(`the way of ${found.length} of ${keys.length} keys is known`);
  return Object.fromEntries(stageNames.map((name, index) => [name, median(found.map((stages) => stages[index] ?? 0))]));
}

/** The milliseconds of each stage; null when a stamp is missing. */
function stagesOfKey({ typed, echoed }: Key, stamps: readonly Stamp[]): number[] | null {
  const stages: number[] = [];
  let at = typed;
  let next = firstFrom(stamps, typed);
  for (const { stamp } of way) {
    while (next < stamps.length && stamps[next]?.[1] !== stamp) next += 1;
    const found = stamps[next]?.[0] ?? Infinity;
    if (found > echoed) return null;
    stages.push((found - at) / 1_000);
    at = found;
    next += 1;
  }
  return [...stages, (echoed - at) / 1_000];
}

/** The index of the first stamp that is not before a moment. */
function firstFrom(stamps: readonly Stamp[], moment: number): number {
  let low = 0;
  let high = stamps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stamps[middle]?.[0] ?? Infinity) < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
