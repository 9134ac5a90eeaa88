import type { Mistake } from '#protocol/configuration.ts';

/** Mistakes that stand in a check's way, the likeliest first; a check names one only while it does not pass. */
const explains: Readonly<Record<string, readonly string[]>> = {
  'image-built': ['build-outside', 'no-zookeeper-client', 'no-postgres-client', 'pip-without-venv'],
  'containers-up': [
    'yaml-broken',
    'runs-as-root',
    'missing-key',
    'zookeeper-at-localhost',
    'no-zookeeper-client',
    'shared-volume',
  ],
  'one-leader': [
    'yaml-broken',
    'other-scope',
    'same-name',
    'zookeeper-at-localhost',
    'missing-key',
    'shared-volume',
    'address-of-itself',
  ],
  'lock-in-zookeeper': ['zookeeper-at-localhost', 'other-scope'],
  'replica-streaming': [
    'other-scope',
    'same-name',
    'hba-without-replication',
    'address-of-itself',
    'listens-to-itself',
    'shared-volume',
  ],
  'replica-synchronous': ['misplaced-key', 'misspelt-key', 'postgresql-beside-dcs', 'other-scope'],
  'entrypoint-up': [
    'no-line-feed',
    'mode-http',
    'server-at-localhost',
    'published-port-inside',
    'no-check-port',
    'no-servers',
  ],
  'entrypoint-routes-to-leader': [
    'check-answered-by-both',
    'check-asks-replica',
    'no-check',
    'no-http-check',
    'no-check-port',
    'published-port-inside',
  ],
  'data-survived-restart': ['node-without-volume', 'zookeeper-without-volume'],
  'row-through-entrypoint': ['check-answered-by-both', 'no-check', 'no-http-check', 'no-check-port', 'mode-http'],
  'failover-happened': ['one-server', 'address-of-itself', 'other-scope'],
  'old-leader-back': ['socket-in-data-directory', 'postgresql-beside-dcs', 'no-pg-rewind'],
  'old-leader-caught-up': ['socket-in-data-directory', 'postgresql-beside-dcs', 'no-pg-rewind'],
};

/** Whether a known mistake may be why this check does not pass. */
export function isExplained(check: string): boolean {
  return check in explains;
}

/** The named mistake that may explain why a check does not pass, or null. */
export function mistakeBehind(check: string, mistakes: readonly Mistake[]): Mistake | null {
  for (const id of explains[check] ?? []) {
    const found = mistakes.find((mistake) => mistake.id === id);
    if (found !== undefined) return found;
  }
  return null;
}

/** The mistake as a sentence or three for a check's advice. */
export function sayMistake({ file, line, what, effect, remedy }: Mistake): string {
  return `В файле ${file}${line === null ? '' : `, строка ${line},`} есть ошибка, которая этому мешает. ${what} ${effect} ${remedy}`;
}
