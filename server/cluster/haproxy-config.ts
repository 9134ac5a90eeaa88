import type { HaproxyTimings } from '#protocol/witness.ts';

/** What the statistics and the routing rule need to know of a haproxy.cfg. */
export type HaproxyConfig = {
  /** The container's port that clients connect to. */
  readonly clientPort: number | null;
  readonly statistics: { readonly port: number; readonly path: string; readonly credentials: string | null } | null;
  /** The request that servers are checked with, or null without `option httpchk`. */
  readonly check: { readonly method: string; readonly path: string } | null;
  /** How often and how the servers are checked; null where they are not. */
  readonly timings: HaproxyTimings | null;
  readonly servers: readonly { readonly proxy: string; readonly name: string; readonly host: string }[];
};

type Section = { readonly kind: string; readonly name: string; readonly lines: string[][] };

/** Reads the parts of a haproxy.cfg that say where it listens, whom it asks what, and where its statistics are. */
export function parseHaproxyConfig(text: string): HaproxyConfig {
  const sections = splitSections(text);
  const proxies = sections.filter(({ kind }) => ['listen', 'frontend', 'backend'].includes(kind));
  const defaults = sections.filter(({ kind }) => kind === 'defaults').flatMap(({ lines }) => lines);

  const statisticsOf = proxies.find(({ lines }) =>
    lines.some((words) => words[0] === 'stats' && words[1] !== 'socket'),
  );
  const serving = proxies.filter(({ lines }) => lines.some(([word]) => word === 'server'));
  const checked = serving.find(({ lines }) => findCheck(lines) !== null);
  const routed = checked ?? serving[0];
  const statisticsPort = statisticsOf === undefined ? null : portOf(statisticsOf.lines);

  return {
    clientPort: routed === undefined ? null : clientPortOf(routed, proxies),
    statistics:
      statisticsOf === undefined || statisticsPort === null
        ? null
        : {
            port: statisticsPort,
            path:
              valueOf(statisticsOf.lines, ['stats', 'uri']) ?? valueOf(defaults, ['stats', 'uri']) ?? '/haproxy?stats',
            credentials: valueOf(statisticsOf.lines, ['stats', 'auth']) ?? valueOf(defaults, ['stats', 'auth']),
          },
    check: routed === undefined ? findCheck(defaults) : (findCheck(routed.lines) ?? findCheck(defaults)),
    timings: routed === undefined ? null : timingsOf(routed.lines, defaults),
    servers: serving.flatMap(({ name: proxy, lines }) =>
      lines.flatMap(([word, name, address]) =>
        word === 'server' && name !== undefined && address !== undefined
          ? [{ proxy, name, host: address.replace(/^(ipv4@|ipv6@)/, '').replace(/:[^:]*$/, '') }]
          : [],
      ),
    ),
  };
}

function splitSections(text: string): Section[] {
  const sections: Section[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.replace(/(^|\s)#.*$/, '');
    const words = line
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '');
    if (words.length === 0) continue;
    const [kind = '', name = ''] = words;
    if (isSectionStart(kind)) sections.push({ kind, name, lines: [] });
    else sections.at(-1)?.lines.push(words);
  }
  return sections;
}

const sectionKinds = new Set([
  'global',
  'defaults',
  'listen',
  'frontend',
  'backend',
  'resolvers',
  'peers',
  'userlist',
  'program',
  'cache',
  'mailers',
  'ring',
  'log-forward',
  'http-errors',
]);

function isSectionStart(word: string): boolean {
  return sectionKinds.has(word);
}

function valueOf(lines: readonly (readonly string[])[], key: readonly string[]): string | null {
  const found = lines.find((words) => key.every((word, index) => words[index] === word));
  return found?.[key.length] ?? null;
}

function portOf(lines: readonly (readonly string[])[]): number | null {
  const address = lines.find(([word]) => word === 'bind')?.[1];
  const port = Number(address?.match(/:(\d+)$/)?.[1] ?? Number.NaN);
  return Number.isInteger(port) ? port : null;
}

function clientPortOf(routed: Section, proxies: readonly Section[]): number | null {
  const own = portOf(routed.lines);
  if (own !== null) return own;
  const frontend = proxies.find(({ lines }) =>
    lines.some(([word, target]) => (word === 'default_backend' || word === 'use_backend') && target === routed.name),
  );
  return frontend === undefined ? null : portOf(frontend.lines);
}

function findCheck(lines: readonly (readonly string[])[]): HaproxyConfig['check'] {
  const option = lines.find((words) => words[0] === 'option' && words[1] === 'httpchk');
  if (option === undefined) return null;
  const send = lines.find((words) => words[0] === 'http-check' && words[1] === 'send');
  const sent = (name: string) => {
    const at = send?.indexOf(name) ?? -1;
    return at < 0 ? undefined : send?.[at + 1];
  };
  const [, , first, second] = option;
  // One word after httpchk is the path; then, as without any, the method is OPTIONS.
  const [method, path] = second === undefined ? ['OPTIONS', first] : [first, second];
  return { method: sent('meth') ?? method ?? 'OPTIONS', path: sent('uri') ?? path ?? '/' };
}

/** Reads the first server's own settings over those of `default-server` over HAProxy's defaults. */
function timingsOf(
  own: readonly (readonly string[])[],
  defaults: readonly (readonly string[])[],
): HaproxyTimings | null {
  const server = own.find(([word]) => word === 'server')?.slice(3) ?? [];
  const layers = [server, ...[own, defaults].map((lines) => lines.find(([word]) => word === 'default-server') ?? [])];
  if (!layers.some((words) => words.includes('check')) || server.includes('no-check')) return null;
  const setting = (name: string) =>
    layers.flatMap((words) => (words.includes(name) ? words[words.indexOf(name) + 1] : [])).at(0);
  const count = (name: string, otherwise: number) => Number(setting(name) ?? otherwise) || otherwise;
  const timeout = valueOf(own, ['timeout', 'check']) ?? valueOf(defaults, ['timeout', 'check']);
  return {
    inter: millisecondsIn(setting('inter')) ?? 2_000,
    fastInter: millisecondsIn(setting('fastinter')),
    downInter: millisecondsIn(setting('downinter')),
    fall: count('fall', 3),
    rise: count('rise', 2),
    checkTimeout: millisecondsIn(timeout),
  };
}

const units: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** HAProxy's times: a number and a unit, milliseconds without one. */
function millisecondsIn(text: string | null | undefined): number | null {
  const [, number, unit = 'ms'] = /^(\d+)(us|ms|s|m|h|d)?$/.exec(text ?? '') ?? [];
  return number === undefined ? null : Number(number) * (units[unit] ?? 1);
}
