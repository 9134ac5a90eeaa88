/** Tells which characters a TrueType font has signs for, by its `cmap` table (OpenType 1.9, formats 4 and 12). */
export function coverageOf(font: Uint8Array): (character: string) => boolean {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const table = findTable(view, 'cmap');
  if (table === null) return () => false;
  const known = new Set<number>();
  for (let index = 0; index < view.getUint16(table + 2); index += 1) {
    const at = table + view.getUint32(table + 4 + 8 * index + 4);
    const format = view.getUint16(at);
    if (format === 4) addSegments(view, at, known);
    if (format === 12) addGroups(view, at, known);
  }
  return (character) => known.has(character.codePointAt(0) ?? 0);
}

function findTable(view: DataView, tag: string): number | null {
  for (let index = 0; index < view.getUint16(4); index += 1) {
    const entry = 12 + 16 * index;
    const name = [0, 1, 2, 3].map((letter) => String.fromCharCode(view.getUint8(entry + letter))).join('');
    if (name === tag) return view.getUint32(entry + 8);
  }
  return null;
}

/** Format 4: segments of codes; within one, single codes may still have no sign. */
function addSegments(view: DataView, at: number, known: Set<number>): void {
  const size = view.getUint16(at + 6);
  for (let segment = 0; segment < size; segment += 2) {
    const to = view.getUint16(at + 14 + segment);
    const from = view.getUint16(at + 16 + size + segment);
    const offsetAt = at + 16 + 3 * size + segment;
    const offset = view.getUint16(offsetAt);
    for (let code = from; code <= to && code !== 0xffff; code += 1) {
      if (offset === 0 || view.getUint16(offsetAt + offset + 2 * (code - from)) !== 0) known.add(code);
    }
  }
}

/** Format 12: groups of codes that all have signs. */
function addGroups(view: DataView, at: number, known: Set<number>): void {
  for (let group = 0; group < view.getUint32(at + 12); group += 1) {
    const entry = at + 16 + 12 * group;
    for (let code = view.getUint32(entry); code <= view.getUint32(entry + 4); code += 1) known.add(code);
  }
}
