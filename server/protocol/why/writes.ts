import { type Evidence, dockerSays, isAway } from './evidence.ts';
import type { Explanation } from './explanation.ts';
import { sessionLife } from './session.ts';
import { seconds, within } from './words.ts';

/** Why a COMMIT on the leader hangs; null while none should. */
export function explainWrites(evidence: Evidence): Explanation | null {
  const { primaries, nodes } = evidence;
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
      : `${whenDropped(evidence, own.standbys)} Patroni снимет это требование, и запись пойдёт без реплики.`,
  };
}

/**
 * When Patroni names no standby any more: in its next loop, once PostgreSQL or ZooKeeper has noticed that it is gone.
 * A frozen or cut-off one keeps its connection, so that only the end of its session tells.
 */
function whenDropped(evidence: Evidence, standbys: readonly { readonly node: string }[]): string {
  const { config, nodes, now } = evidence;
  const loopWait = (config.loopWait ?? 10) * 1_000;
  const still = nodes.find((node) => isAway(node) && standbys.some((standby) => standby.node === node.name));
  if (still === undefined || still.silentSince === null) {
    return `В свой следующий обход, не позже чем через loop_wait ${seconds(loopWait)},`;
  }
  const life = sessionLife(evidence);
  const left = within(still.silentSince + life.min - now, still.silentSince + life.max + loopWait - now);
  return `Сессия ${still.name} в ZooKeeper истечёт (${life.source}), и в следующий обход, ${left},`;
}
