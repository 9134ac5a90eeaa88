/** The word among `known` that is nearest to a misspelt one: at most two letters away, and fewer than a third of them. */
export function nearest(word: string, known: Iterable<string>): string | null {
  let best: { readonly word: string; readonly distance: number } | null = null;
  const plain = word.toLowerCase().replaceAll('-', '_');
  for (const one of known) {
    const distance = distanceOf(plain, one);
    if (distance <= Math.min(2, Math.floor(one.length / 3)) && (best === null || distance < best.distance)) {
      best = { word: one, distance };
    }
  }
  return best?.word ?? null;
}

/** How many letters are put in, left out, changed or swapped with their neighbour. */
function distanceOf(left: string, right: string): number {
  let before: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let l = 1; l <= left.length; l += 1) {
    const row = [l];
    for (let r = 1; r <= right.length; r += 1) {
      const change = left[l - 1] === right[r - 1] ? 0 : 1;
      let least = Math.min((last[r] ?? 0) + 1, (row[r - 1] ?? 0) + 1, (last[r - 1] ?? 0) + change);
      if (left[l - 1] === right[r - 2] && left[l - 2] === right[r - 1])
        least = Math.min(least, (before[r - 2] ?? 0) + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[right.length] ?? 0;
}
