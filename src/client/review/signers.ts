import type { Signer } from './class-table.ts';
import type { Entry } from './shelf.ts';

/** Names that keys were seen with before this page was opened, by the key. */
export type KnownSigners = ReadonlyMap<string, string>;

type Owner = { readonly name: string; readonly plain: string };

/**
 * Whose reports the key of each report signed too, by the entry's id; nothing for those without a valid signature. Each
 * student's machine has a key of its own: one key under two names means one machine, or a workshop's key.
 */
export function signersOf(entries: readonly Entry[], known: KnownSigners): ReadonlyMap<number, Signer> {
  const signed = entries.flatMap(({ id, summary }) => {
    const key = summary?.integrity.signer ?? null;
    return summary === null || key === null ? [] : [{ id, key, name: summary.name, plain: plainName(summary.name) }];
  });
  // The first two that differ are enough: one of them is not the name that is asked about.
  const owners = new Map<string, readonly Owner[]>();
  for (const { key, name, plain } of signed) {
    const seen = owners.get(key) ?? [];
    if (seen.length < 2 && seen[0]?.plain !== plain) owners.set(key, [...seen, { name, plain }]);
  }
  return new Map(
    signed.map(({ id, key, name, plain }): [number, Signer] => {
      const other = owners.get(key)?.find((one) => one.plain !== plain);
      if (other !== undefined) return [id, { kind: 'shared', name: other.name }];
      const before = known.get(key);
      if (before === undefined) return [id, { kind: 'new', name }];
      return [id, { kind: plainName(before) === plain ? 'known' : 'shared', name: before }];
    }),
  );
}

function plainName(name: string): string {
  return name.trim().replaceAll(/\s+/g, ' ').toLocaleLowerCase('ru');
}
