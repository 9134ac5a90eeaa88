/** A set of hashes in rising order: it goes from one thread to another as one block of bytes. */
export type Hashes = Uint32Array;

/** What a stream of texts consists of, as a bounded sample of hashes that two streams choose alike. */
export type Sketch = {
  /** Of all hashes those that this divides. */
  readonly every: number;
  readonly hashes: Hashes;
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
  return { every, hashes: inOrder(hashes) };
}

/** The hashes of texts, all of them. */
export function hashesOf(texts: Iterable<string>): Hashes {
  return inOrder(new Set(Array.from(texts, hashOf)));
}

/** How much of the smaller sketch stands in the other, 0–1; null when it is too small to tell. */
export function shareOf(one: Sketch, other: Sketch, least: number): number | null {
  const every = Math.max(one.every, other.every);
  const [small, large] = [one, other]
    .map(({ hashes }) => hashes.filter((hash) => hash % every === 0))
    .sort((first, second) => first.length - second.length);
  if (small === undefined || large === undefined || small.length < least) return null;
  return countShared(small, large) / small.length;
}

/** How many members two sets have in common. */
export function countShared(one: Hashes, other: Hashes): number {
  let shared = 0;
  let at = 0;
  for (const hash of one) {
    while ((other[at] ?? Number.POSITIVE_INFINITY) < hash) at += 1;
    if (other[at] === hash) shared += 1;
  }
  return shared;
}

function inOrder(hashes: ReadonlySet<number>): Hashes {
  return Uint32Array.from(hashes).sort();
}

/** FNV-1a of the text's code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
