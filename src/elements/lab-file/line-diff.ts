/** A line of a comparison: in both texts, only in the first, or only in the second. */
export type DiffLine = { readonly kind: 'same' | 'removed' | 'added'; readonly text: string };

const toLines = (text: string) => text.replace(/\r?\n$/, '').split(/\r?\n/);

/** For each pair of suffixes the length of their longest common subsequence. */
function commonLengths(before: readonly string[], after: readonly string[]): number[][] {
  const lengths = Array.from({ length: before.length + 1 }, () => Array.from({ length: after.length + 1 }, () => 0));
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const row = lengths[i] ?? [];
      row[j] =
        before[i] === after[j]
          ? (lengths[i + 1]?.[j + 1] ?? 0) + 1
          : Math.max(lengths[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}

/** Compares two short texts line by line. */
export function diffLines(first: string, second: string): DiffLine[] {
  const before = toLines(first);
  const after = toLines(second);
  const lengths = commonLengths(before, after);
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const removed = before[i];
    const added = after[j];
    if (removed !== undefined && removed === added) {
      lines.push({ kind: 'same', text: removed });
      i += 1;
      j += 1;
    } else if (
      added === undefined ||
      (removed !== undefined && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))
    ) {
      lines.push({ kind: 'removed', text: removed ?? '' });
      i += 1;
    } else {
      lines.push({ kind: 'added', text: added });
      j += 1;
    }
  }
  return lines;
}

/** Leaves out long stretches of equal lines; null stands for what was left out. */
export function aroundChanges(lines: readonly DiffLine[], margin = 3): (DiffLine | null)[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - margin), index + margin + 1).some((line) => line.kind !== 'same'),
  );
  return lines.flatMap((line, index) => {
    if (near[index] === true) return [line];
    return index === 0 || near[index - 1] === true ? [null] : [];
  });
}
