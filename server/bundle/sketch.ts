/** What a stream of texts consists of, as a bounded sample of hashes that two streams choose alike. */
export type Sketch = {
  /** Of all hashes those that this divides. */
  readonly every: number;
  readonly hashes: ReadonlySet<number>;
};

const most = 8_192;

/** Sums up texts; only so many of their hashes are kept that any two sketches can be compared at once. */
export function sketchOf(texts: Iterable<string>): Sketch {
  let every = 1;
  let hashes = new Set<number>();
  for (const text of texts) {
    const hash = hashOf(text);
    if (hash % every !== 0) continue;
    hashes.add(hash);
    if (hashes.size <= most) continue;
    every *= 2;
    hashes = new Set([...hashes].filter((kept) => kept % every === 0));
  }
  return { every, hashes };
}

/** How much of the smaller sketch stands in the other, 0–1; null when it is too small to tell. */
export function shareOf(one: Sketch, other: Sketch, least: number): number | null {
  const every = Math.max(one.every, other.every);
  const [small, large] = [one, other]
    .map(({ hashes }) => new Set([...hashes].filter((hash) => hash % every === 0)))
    .sort((first, second) => first.size - second.size);
  if (small === undefined || large === undefined || small.size < least) return null;
  return countShared(small, large) / small.size;
}

/** How many members two sets have in common. */
export function countShared<Member>(one: ReadonlySet<Member>, other: ReadonlySet<Member>): number {
  let shared = 0;
  for (const member of one) if (other.has(member)) shared += 1;
  return shared;
}

/** FNV-1a of the text's code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
