import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import { toIndexed } from './palette.ts';

const compress = promisify(deflate);

/** Pixels as the renderer gives them: RGBA, opaque. */
export type Pixels = { readonly width: number; readonly height: number; readonly rgba: Uint8Array };

/**
 * Encodes an opaque picture as a PNG of at most 256 colours: a third of the size of true colour, and compressed beside
 * the event loop, which the renderer's own encoder stops for a tenth of a second.
 */
export async function encodePng({ width, height, rgba }: Pixels): Promise<Uint8Array> {
  const { palette, indices } = toIndexed(rgba);
  const rows = new Uint8Array(height * (width + 1));
  // Each row begins with its filter, which is none: in a palette, neighbours have nothing to do with each other.
  for (let row = 0; row < height; row += 1) {
    rows.set(indices.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', await compress(rows, { level: 7 })),
    chunk('IEND', new Uint8Array()),
  ]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
