import { Inflate } from 'fflate';
import { damaged } from './bundle-error.ts';

/** Compressed bytes in one go: a trap unpacks to no more than 64 MiB before it is noticed. */
const slice = 64 * 1_024;

/**
 * Unpacks deflated bytes that say they become `size` bytes; whatever they say, never many more are made.
 * @throws BundleError when they become anything else
 */
export function inflate(packed: Uint8Array, size: number, path: string): Uint8Array {
  const bytes = new Uint8Array(size);
  let length = 0;
  let isWhole = false;
  const inflater = new Inflate((chunk, final) => {
    if (length + chunk.length > size) throw wrong(path);
    bytes.set(chunk, length);
    length += chunk.length;
    isWhole = final;
  });
  try {
    for (let from = 0; from < packed.length || from === 0; from += slice) {
      inflater.push(packed.subarray(from, from + slice), from + slice >= packed.length);
    }
  } catch (error) {
    // The library's own complaints are about the bytes, whatever their class.
    throw wrong(path, error);
  }
  if (!isWhole || length !== size) throw wrong(path);
  return bytes;
}

function wrong(path: string, cause?: unknown) {
  return damaged(`Файл ${path} не распаковывается: архив оборван или изменён.`, cause);
}
