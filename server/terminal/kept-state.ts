import { parseInteger, parseList, parseRecord } from '#protocol/parse.ts';

/** What a part of a terminal leaves to a later server: JSON, and bytes that would be large in it. */
export type Saved = { readonly json: unknown; readonly bytes: readonly Buffer[] };

/** Packs saved things: the length of the JSON, the JSON, the bytes; in pieces, as they are large and nothing is copied. */
export function packSaved({ json, bytes }: Saved): readonly Buffer[] {
  const text = Buffer.from(JSON.stringify({ json, lengths: bytes.map(({ length }) => length) }));
  const head = Buffer.allocUnsafe(4);
  head.writeUInt32BE(text.length);
  return [head, text, ...bytes];
}

/**
 * Reads what `packSaved` made, put together.
 * @throws ParseError, SyntaxError or RangeError for anything else
 */
export function unpackSaved(packed: Buffer): Saved {
  const textEnd = 4 + packed.readUInt32BE(0);
  const raw = parseRecord(JSON.parse(packed.toString('utf8', 4, textEnd)), 'state');
  const lengths = parseList(raw.lengths, 'lengths', (item, path) => parseInteger(item, path, 0, 2 ** 31), 100_000);
  let at = textEnd;
  const bytes = lengths.map((length) => packed.subarray(at, (at += length)));
  return { json: raw.json, bytes };
}
