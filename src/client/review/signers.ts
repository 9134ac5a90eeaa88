import type { Signer } from './class-table.ts';
import type { Entry } from './shelf.ts';

/** Names that keys were seen with before this page was opened, by the key. */
export type KnownSigners = ReadonlyMap<string, string>;

/**
 * Whose reports the key of a report signed too. Each student's machine has a key of its own: one key under two names means
 * one machine, or a workshop's key.
 */
export function signerOf(entry: Entry, entries: readonly Entry[], known: KnownSigners): Signer | null {
  const { summary } = entry;
  const key = summary?.integrity.signer ?? null;
  if (summary === null || key === null) return null;
  const other = entries.find(
    (one) => one.summary?.integrity.signer === key && !isSameName(one.summary.name, summary.name),
  );
  if (other !== undefined) return { kind: 'shared', name: other.summary?.name ?? '' };
  const before = known.get(key);
  if (before === undefined) return { kind: 'new', name: summary.name };
  return { kind: isSameName(before, summary.name) ? 'known' : 'shared', name: before };
}

function isSameName(one: string, other: string): boolean {
  const plain = (name: string) => name.trim().replaceAll(/\s+/g, ' ').toLocaleLowerCase('ru');
  return plain(one) === plain(other);
}
