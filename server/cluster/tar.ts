const block = 512;

/** The content of the first regular file of a tar archive (Docker's answer for one path), or null. */
export function firstFileOf(archive: Buffer): Buffer | null {
  for (let at = 0; at + block <= archive.length;) {
    const size = Number.parseInt(
      archive
        .toString('latin1', at + 124, at + 136)
        .replaceAll('\0', '')
        .trim() || '0',
      8,
    );
    const type = String.fromCharCode(archive[at + 156] ?? 0);
    const begin = at + block;
    if (type === '0' || type === '\0') {
      if (archive[at] === 0) return null;
      return archive.subarray(begin, begin + size);
    }
    at = begin + Math.ceil(size / block) * block;
  }
  return null;
}
