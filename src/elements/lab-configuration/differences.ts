import type { ConfigurationPlace } from '#protocol/configuration.ts';

/** One key or line: what the file says, and what each other place says, places that agree together. */
export type KeyDifference = {
  readonly where: string;
  readonly mine: string | null;
  readonly theirs: readonly { readonly value: string | null; readonly places: readonly string[] }[];
};

const names: Readonly<Record<ConfigurationPlace['kind'], string>> = {
  workspace: 'в файле',
  image: 'в образе',
  container: 'в контейнере',
  cluster: 'в кластере',
};

/** Turns the differences of each place into the places of each difference. */
export function differencesByKey(places: readonly ConfigurationPlace[]): KeyDifference[] {
  const byKey = new Map<string, { mine: string | null; theirs: Map<string | null, string[]> }>();
  for (const place of places) {
    for (const { where, workspace, here } of place.differences) {
      // Settings of PostgreSQL go by short names: the same key may stand in another place with another value.
      const key = `${where}\0${workspace ?? ''}`;
      const known = byKey.get(key) ?? { mine: workspace, theirs: new Map<string | null, string[]>() };
      known.theirs.set(here, [
        ...(known.theirs.get(here) ?? []),
        place.kind === 'image' ? names.image : (place.owner ?? names[place.kind]),
      ]);
      byKey.set(key, known);
    }
  }
  return [...byKey].map(([key, { mine, theirs }]) => ({
    where: key.slice(0, key.indexOf('\0')),
    mine,
    theirs: [...theirs].map(([value, owners]) => ({ value, places: owners })),
  }));
}
