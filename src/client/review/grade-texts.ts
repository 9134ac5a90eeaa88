import { ParseError } from '#protocol/parse.ts';
import { strFromU8, unzipSync } from 'fflate';

/** Bytes of a file of grades, and of all that an archive of them holds: a class comes to some hundreds of kilobytes. */
const most = 32 * 1024 * 1024;

/**
 * The texts of the JSON files that a file is, or holds as an archive.
 * @throws ParseError
 */
export async function gradeTexts(file: File): Promise<readonly string[]> {
  if (file.size > most) throw new ParseError(file.name, `at most ${most} bytes`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const isArchive = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (!isArchive) return [strFromU8(bytes)];
  let unpacked = 0;
  try {
    const files = unzipSync(bytes, {
      filter({ name, originalSize }) {
        unpacked += originalSize;
        return name.endsWith('.json') && unpacked <= most;
      },
    });
    return Object.values(files).map((content) => strFromU8(content));
  } catch (error) {
    throw new ParseError(file.name, `a readable archive: ${String(error)}`);
  }
}
