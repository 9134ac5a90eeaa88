import { crc32, deflateRawSync } from 'node:zlib';

/** A file of an archive, with every lie that its headers can tell. */
export type RawEntry = {
  readonly name: string | Uint8Array;
  readonly content?: string | Uint8Array;
  /** The bytes in the archive, when they are not the content deflated. */
  readonly packed?: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  /** What the headers say of the unpacked size. */
  readonly size?: number;
  readonly mode?: number;
  /** What stands before the bytes, when it differs. */
  readonly localName?: string;
  readonly localSize?: number;
  /** Where the list says that it begins. */
  readonly offset?: number;
};

export type RawEnd = {
  readonly count?: number;
  readonly before?: Uint8Array;
  readonly after?: Uint8Array;
  readonly comment?: Uint8Array;
};

/** Writes an archive, field by field, right or wrong. */
export function rawZip(entries: readonly RawEntry[], end: RawEnd = {}): Uint8Array {
  const parts: Buffer[] = [Buffer.from(end.before ?? '')];
  const directory: Buffer[] = [];
  let at = parts[0]?.length ?? 0;
  for (const entry of entries) {
    const content = Buffer.from(entry.content ?? '');
    const method = entry.method ?? 8;
    const packed = Buffer.from(entry.packed ?? (method === 8 ? deflateRawSync(content) : content));
    const name = Buffer.from(entry.name);
    const size = entry.size ?? content.length;
    const flags = entry.flags ?? 1 << 11;
    const common = { method, flags, crc: crc32(content), packed: packed.length };
    const localName = Buffer.from(entry.localName ?? name);
    const local = header(30, 0x04034b50, 6, { ...common, size: entry.localSize ?? size, name: localName });
    const central = header(46, 0x02014b50, 8, { ...common, size, name });
    central.writeUInt16LE((3 << 8) | 20, 4);
    central.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38);
    central.writeUInt32LE(entry.offset ?? at, 42);
    parts.push(local, localName, packed);
    directory.push(central, name);
    at += local.length + localName.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const comment = Buffer.from(end.comment ?? '');
  const tail = Buffer.alloc(22);
  tail.writeUInt32LE(0x06054b50, 0);
  tail.writeUInt16LE(end.count ?? entries.length, 8);
  tail.writeUInt16LE(end.count ?? entries.length, 10);
  tail.writeUInt32LE(list.length, 12);
  tail.writeUInt32LE(at, 16);
  tail.writeUInt16LE(comment.length, 20);
  return new Uint8Array(Buffer.concat([...parts, list, tail, comment, Buffer.from(end.after ?? '')]));
}

function header(
  length: number,
  signature: number,
  from: number,
  fields: { flags: number; method: number; crc: number; packed: number; size: number; name: Buffer },
): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32LE(signature, 0);
  bytes.writeUInt16LE(20, 4);
  bytes.writeUInt16LE(fields.flags, from);
  bytes.writeUInt16LE(fields.method, from + 2);
  bytes.writeUInt32LE(fields.crc, from + 8);
  bytes.writeUInt32LE(fields.packed, from + 12);
  bytes.writeUInt32LE(fields.size, from + 16);
  bytes.writeUInt16LE(fields.name.length, from + 20);
  return bytes;
}
