/** A name for a file that is saved on the instructor's disk, made of a student's words: letters, digits and hyphens only. */
export function safeFileName(words: readonly string[], extension: string): string {
  const name = words
    .map((word) =>
      word
        .normalize('NFC')
        .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
        .replaceAll(/^-+|-+$/g, '')
        .slice(0, 60),
    )
    .filter((word) => word !== '')
    .join('_');
  return `${name === '' ? 'report' : name}.${extension}`;
}

/** Names for many files in one archive: where two would be the same, a number is added. */
export function distinctNames(names: readonly string[]): string[] {
  const taken = new Map<string, number>();
  return names.map((name) => {
    const key = name.toLowerCase();
    const count = (taken.get(key) ?? 0) + 1;
    taken.set(key, count);
    return count === 1 ? name : name.replace(/(\.\w+)$/, `-${count}$1`);
  });
}
