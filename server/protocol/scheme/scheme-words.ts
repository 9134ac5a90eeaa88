import type { CopyPicture, NodePicture, Picture, ServicePicture } from '../picture.ts';
import { containerWords, lagWords, roleWords } from '../picture-words.ts';

/** The lines under a node's name: its role by PostgreSQL, then Docker's word or the timeline. */
export function nodeLines({
  container,
  role,
  timeline,
  syncStandby,
  receiving,
}: NodePicture): readonly [string, string] {
  const state = containerWords[container];
  const first = role === 'silent' && (container === 'stopped' || container === 'absent') ? '' : roleWords[role];
  if (state !== null) return [first, state];
  const line = timeline === null ? [] : [`линия ${timeline}`];
  const sync = syncStandby ? ['sync'] : [];
  // All the notes in one line would be wider than the node.
  return role === 'replica' && receiving === false
    ? [join([first, ...line]), join([...sync, 'WAL не идёт'])]
    : [first, join([...line, ...sync])];
}

function join(notes: readonly string[]): string {
  return notes.join(' · ');
}

/** The line under «ZooKeeper». */
export function keeperLine(keeper: NonNullable<Picture['keeper']>): string {
  if (!keeper.answers) return containerWords[keeper.container] ?? 'не отвечает';
  return keeper.holder === null ? 'ключ свободен' : `ключ лидера`;
}

/** The line under «HAProxy». */
export function entryLine(entry: ServicePicture): string {
  if (!entry.answers) return containerWords[entry.container] ?? 'не отвечает';
  return containerWords[entry.container] ?? ':5432';
}

/** The words beside replication. */
export function copyWords({ streaming, sync, lag }: CopyPicture): string {
  if (!streaming) return 'WAL не идёт';
  return lag === 0 ? `${sync ? 'sync' : 'async'} · ${lagWords(lag)}` : lagWords(lag);
}
