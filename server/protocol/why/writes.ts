import { type Evidence, dockerSays, isAway } from './evidence.ts';
import type { Explanation } from './explanation.ts';
import { seconds } from './words.ts';

/** Why a COMMIT on the leader hangs; null while none should. */
export function explainWrites({ primaries, config, nodes }: Evidence): Explanation | null {
  const [leader] = primaries;
  const own = leader?.postgres?.now ?? null;
  if (leader === undefined || own === null || primaries.length > 1) return null;
  const names = own.syncNames.trim();
  if (names === '') return null;
  const away = nodes.filter(isAway);
  // A frozen or cut-off standby looks connected to the leader till a time-out, and confirms nothing.
  const confirmed = own.standbys.some(
    ({ node, state, syncState }) =>
      state === 'streaming' &&
      (syncState === 'sync' || syncState === 'quorum') &&
      !away.some(({ name }) => name === node),
  );
  if (confirmed) return null;
  const strict = names === '*';
  return {
    tone: strict ? 'bad' : 'wait',
    headline: `Запись висит: COMMIT на ${leader.name} ждёт синхронную реплику, а её нет`,
    because: [
      `PostgreSQL: synchronous_standby_names = ${names}, а подтвердить запись некому.`,
      ...away.flatMap(({ name, look }) => dockerSays(name, look) ?? []),
      'Строка уже в журнале лидера, но подтверждения клиент не получит, пока её не получит и реплика.',
    ],
    next: strict
      ? 'Включён synchronous_mode_strict: запись пойдёт только с репликой. Верните её.'
      : `В свой следующий обход, не позже чем через loop_wait ${seconds((config.loopWait ?? 10) * 1_000)}, Patroni снимет это требование, и запись пойдёт без реплики.`,
  };
}
