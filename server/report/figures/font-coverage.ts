/** Tells which characters a TrueType font has signs for, by its `cmap` table (OpenType 1.9, formats 4 and 12). */
export function coverageOf(font: Uint8Array): (character: string) => boolean {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const table = findTable(view, 'cmap');
  const ranges: (readonly [from: number, to: number])[] = [];
  for (let index = 0; table !== null && index < view.getUint16(table + 2); index += 1) {
    const at = table + view.getUint32(table + 4 + 8 * index + 4);
    const format = view.getUint16(at);
    if (format === 4) ranges.push(...shortRanges(view, at));
    if (format === 12) ranges.push(...longRanges(view, at));
  }
  return (character) => {
    const code = character.codePointAt(0) ?? 0;
    return ranges.some(([from, to]) => code >= from && code <= to);
  };
}

function findTable(view: DataView, tag: string): number | null {
  for (let index = 0; index < view.getUint16(4); index += 1) {
    const entry = 12 + 16 * index;
    const name = [0, 1, 2, 3].map((letter) => String.fromCharCode(view.getUint8(entry + letter))).join('');
    if (name === tag) return view.getUint32(entry + 8);
  }
  return null;
}

function shortRanges(view: DataView, at: number): (readonly [number, number])[] {
  const count = view.getUint16(at + 6) / 2;
  return Array.from({ length: count }, (_, index) => {
    return [view.getUint16(at + 16 + 2 * count + 2 * index), view.getUint16(at + 14 + 2 * index)] as const;
  }).filter(([from]) => from !== 0xffff);
}

function longRanges(view: DataView, at: number): (readonly [number, number])[] {
  return Array.from({ length: view.getUint32(at + 12) }, (_, index) => {
    const entry = at + 16 + 12 * index;
    return [view.getUint32(entry), view.getUint32(entry + 4)] as const;
  });
}
