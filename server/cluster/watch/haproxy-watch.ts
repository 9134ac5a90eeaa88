import type { Gauges, Testimony } from '#protocol/witness.ts';
import { reasonOf } from '../deadline.ts';
import { statistics } from '../entrypoint.ts';
import type { HaproxyConfig } from '../haproxy-config.ts';
import type { StatisticsLine } from '../haproxy.ts';
import type { Desk } from './desk.ts';
import { createRounds } from './rounds.ts';
import type { Place } from './scene.ts';

const every = 600;
const voice = { witness: 'haproxy', node: null } as const;

type Said = Extract<Testimony, { witness: 'haproxy' }>;
type Server = Said['servers'][number];

/** The witness that reads HAProxy's statistics. */
export function createHaproxyWatch(options: {
  readonly host: string;
  readonly desk: Desk;
  readonly nodeAt: (host: string) => string | null;
}): AsyncDisposable & { update(place: Place<HaproxyConfig>): void } {
  const { host, desk, nodeAt } = options;
  let place: Place<HaproxyConfig> | null = null;
  let before: readonly Server[] = [];
  let polledAt = 0;

  const rounds = createRounds(every, async () => {
    if (place === null) return false;
    const { container, config, silence } = place;
    if (container === null || silence !== null) {
      desk.silence(voice, silence ?? 'контейнера HAProxy нет');
      return false;
    }
    try {
      const lines = (await statistics(container, config, host)).filter(isServer);
      const now = Date.now();
      const servers = lines.map((line) => serverOf(line, config, now));
      polledAt = now;
      const known = new Set(before.map(({ since }) => since));
      const turned = servers.flatMap(({ since }) => (since === null || known.has(since) ? [] : since));
      const ownTime = before.length === 0 || turned.length === 0 ? null : Math.max(...turned);
      before = servers;
      desk.answer(voice, {
        ownTime,
        testimony: { witness: 'haproxy', servers, timings: config?.timings ?? null },
        gauges: gaugesOf(lines),
      });
    } catch (error) {
      desk.silence(voice, reasonOf(error));
    }
  });

  const serverOf = (line: StatisticsLine, config: HaproxyConfig | null, now: number): Server => {
    const name = line.svname ?? '';
    const described = config?.servers.find((server) => server.proxy === line.pxname && server.name === name);
    const status = line.status ?? '';
    const old = before.find((server) => server.name === name);
    const since = line.lastchg ? now - Number(line.lastchg) * 1_000 : null;
    const turned = old === undefined || headOf(old.status) !== headOf(status);
    return {
      name,
      node: nodeAt(described?.host ?? name),
      status,
      // While a check is under way there is a star before the last one's status, and its code is already forgotten.
      check: line.check_status?.startsWith('* ') === true && old !== undefined ? old.check : checkOf(line),
      // Whatever has turned since the last look has turned after it.
      since: since === null ? null : turned ? Math.max(since, polledAt) : steady(since, old.since),
    };
  };

  return {
    update(next) {
      place = next;
      rounds.wake();
    },
    [Symbol.asyncDispose]: () => rounds[Symbol.asyncDispose](),
  };
}

function checkOf({ check_status: status = '', check_code: code = '' }: StatisticsLine): string {
  return [status.replace(/^\* /, ''), code].filter((part) => part !== '').join(' ');
}

/** `UP` of `UP 2/3`. */
function headOf(status: string): string {
  return status.split(' ')[0] ?? '';
}

/** HAProxy counts whole seconds by a clock of its own: while the server has not turned, a near moment is the same one. */
function steady(since: number, before: number | null): number {
  return before !== null && Math.abs(since - before) < 2_500 ? before : since;
}

function isServer({ svname }: StatisticsLine): boolean {
  return svname !== 'FRONTEND' && svname !== 'BACKEND';
}

function gaugesOf(lines: readonly StatisticsLine[]): Gauges {
  const sessions = Object.fromEntries(lines.map((line) => [line.svname ?? '', Number(line.scur || 0)]));
  return { lsn: null, standbys: [], sessions };
}
