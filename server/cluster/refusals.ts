import type { NodeView } from '#protocol/cluster.ts';

import type { ContainerFacts, Docker } from './docker.ts';

/** Counts the writes that a node refused as read-only, from its container's log: each line is read once. */
export type RefusalReader = { read(container: ContainerFacts): Promise<NodeView['refusals']> };

/** PostgreSQL's words for SQLSTATE 25006, in both languages that its log may speak. */
const refusal =
  /(?:ERROR|ОШИБКА):\s+(cannot execute .+ in a read-only transaction|.*(?:только чтение|только для чтения).*)/;

const firstLook = 4_000;

/** Makes the reader of one node. */
export function createRefusalReader(docker: Docker): RefusalReader {
  let of = '';
  let seen = { count: 0, last: null as string | null };
  let newest = '0';

  return {
    async read(container) {
      if (of !== container.id) {
        of = container.id;
        seen = { count: 0, last: null };
        newest = '0';
      }
      for (const line of await docker.logs(container.id, sinceOf(newest), firstLook)) {
        const time = line.slice(0, line.indexOf(' '));
        if (time <= newest || !/^\d{4}-/.test(time)) continue;
        newest = time;
        const found = refusal.exec(line);
        if (found !== null) seen = { count: seen.count + 1, last: found[1] ?? null };
      }
      return seen;
    },
  };
}

/** Docker takes seconds with nanoseconds, and gives ISO 8601 with nanoseconds. */
function sinceOf(time: string): string {
  if (time === '0') return '0';
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '0';
  return `${Math.floor(Date.parse(time) / 1_000)}.${fraction.padEnd(9, '0')}`;
}
