import type { ConfigurationDifference } from '#protocol/configuration.ts';

const shown = 40;

/** Pairs of lines that are compared at most; a lab file has some hundred lines. */
const most = 4_000_000;

/** The lines that are not the same, each by its number in the workspace (or where it would stand). */
export function lineDifferences(workspace: string, here: string): ConfigurationDifference[] {
  const left = linesOf(workspace);
  const right = linesOf(here);
  if (left.length * right.length > most) {
    return [{ where: 'файл', workspace: `строк: ${left.length}`, here: `строк: ${right.length}` }];
  }
  const same = commonLines(left, right);
  const differences: ConfigurationDifference[] = [];
  let [l, r] = [0, 0];
  for (const [nextLeft, nextRight] of [...same, [left.length, right.length] as const]) {
    for (; l < nextLeft || r < nextRight;) {
      const mine = l < nextLeft ? left[l] : undefined;
      const theirs = r < nextRight ? right[r] : undefined;
      differences.push({
        where: mine === undefined ? `после строки ${l}` : `строка ${l + 1}`,
        workspace: mine ?? null,
        here: theirs ?? null,
      });
      if (mine !== undefined) l += 1;
      if (theirs !== undefined) r += 1;
    }
    l += 1;
    r += 1;
  }
  return differences.slice(0, shown);
}

function linesOf(text: string): string[] {
  // A last line without a line feed is another text: HAProxy refuses it.
  return text.split('\n').map((line, index, all) => (index === all.length - 1 && line !== '' ? `${line}␄` : line));
}

/** Pairs of equal lines in order, the longest row of them. */
function commonLines(left: readonly string[], right: readonly string[]): (readonly [number, number])[] {
  const width = right.length + 1;
  const length = new Uint16Array((left.length + 1) * width);
  for (let l = left.length - 1; l >= 0; l -= 1) {
    for (let r = right.length - 1; r >= 0; r -= 1) {
      length[l * width + r] =
        left[l] === right[r]
          ? (length[(l + 1) * width + r + 1] ?? 0) + 1
          : Math.max(length[(l + 1) * width + r] ?? 0, length[l * width + r + 1] ?? 0);
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let l = 0, r = 0; l < left.length && r < right.length;) {
    if (left[l] === right[r]) {
      pairs.push([l, r]);
      l += 1;
      r += 1;
    } else if ((length[(l + 1) * width + r] ?? 0) >= (length[l * width + r + 1] ?? 0)) l += 1;
    else r += 1;
  }
  return pairs;
}
