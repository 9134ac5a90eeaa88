import { open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { parseCastEvent, parseCastHeader, type CastHeader } from '#protocol/cast.ts';
import { ParseError } from '#protocol/parse.ts';

/** A recording on disk: whole lines that survive a crash once `append` has returned. */
export type CastFile = AsyncDisposable & {
  readonly header: CastHeader;
  readonly size: number;
  readonly headerBytes: number;
  /** Seconds of its last event. */
  readonly seconds: number;
  append(lines: readonly Buffer[], seconds: number): Promise<void>;
  /** Its lines without the header, each with its line feed. */
  lines(): Promise<Buffer[]>;
  /** Puts other lines in the place of all: a reader and a crash see the old file or the new one. */
  replace(lines: readonly Buffer[]): Promise<void>;
  /** Takes back what stands behind a size, which is that of whole lines. */
  cutBack(to: number): Promise<void>;
};

const mode = 0o600;
const lineFeed = 0x0a;

/** Opens a recording and drops what a crash left half written at its end; null when there is none with a readable header. */
export async function openCastFile(file: string): Promise<CastFile | null> {
  await rm(draftOf(file), { force: true });
  let whole: Buffer;
  try {
    whole = await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const lines = splitLines(whole);
  const [first] = lines;
  const header = first && read(first, parseCastHeader);
  if (!first || !header) {
    if (whole.length > 0) await rename(file, `${file}.unreadable-${Date.now()}`);
    return null;
  }
  let last = lines.at(-1);
  let event = lines.length > 1 && last ? read(last, parseCastEvent) : null;
  while (lines.length > 1 && !event) {
    lines.pop();
    last = lines.at(-1);
    event = lines.length > 1 && last ? read(last, parseCastEvent) : null;
  }
  const size = lines.reduce((sum, line) => sum + line.length, 0);
  const handle = await open(file, 'r+');
  if (size < whole.length) {
    await handle.truncate(size);
    await handle.datasync();
  }
  return createCastFile({ file, handle, header, headerBytes: first.length, size, seconds: event?.seconds ?? 0 });
}

/** Begins a recording with this first line. */
export async function beginCastFile(file: string, firstLine: string): Promise<CastFile> {
  const bytes = Buffer.from(firstLine);
  const handle = await open(file, 'w+', mode);
  try {
    await handle.writeFile(bytes);
    await handle.datasync();
    await syncFolder(path.dirname(file));
  } catch (error) {
    await handle.close();
    throw error;
  }
  const header = parseCastHeader(firstLine);
  return createCastFile({ file, handle, header, headerBytes: bytes.length, size: bytes.length, seconds: 0 });
}

function createCastFile(start: {
  readonly file: string;
  readonly handle: FileHandle;
  readonly header: CastHeader;
  readonly headerBytes: number;
  readonly size: number;
  readonly seconds: number;
}): CastFile {
  const { file, header, headerBytes } = start;
  let { handle, size, seconds } = start;

  return {
    header,
    headerBytes,
    get size() {
      return size;
    },
    get seconds() {
      return seconds;
    },
    append: async (lines, lastSeconds) => {
      const bytes = Buffer.concat(lines);
      try {
        await writeAt(handle, bytes, size);
        await handle.datasync();
      } catch (error) {
        // A full disk may have taken a part of it. The next attempt writes over it; until then it is not there.
        await handle.truncate(size).catch(() => undefined);
        throw error;
      }
      size += bytes.length;
      seconds = Math.max(seconds, lastSeconds);
    },
    lines: async () => splitLines(await readFile(file)).slice(1),
    replace: async (lines) => {
      const whole = await readFile(file);
      const bytes = Buffer.concat([whole.subarray(0, headerBytes), ...lines]);
      const next = await writeDraft(file, bytes);
      await rename(draftOf(file), file);
      await syncFolder(path.dirname(file));
      await handle.close();
      handle = next;
      size = bytes.length;
    },
    cutBack: async (to) => {
      await handle.truncate(to);
      await handle.datasync();
      size = to;
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

async function writeDraft(file: string, bytes: Buffer): Promise<FileHandle> {
  const draft = await open(draftOf(file), 'w+', mode);
  try {
    await writeAt(draft, bytes, 0);
    await draft.datasync();
    return draft;
  } catch (error) {
    await draft.close();
    await rm(draftOf(file), { force: true });
    throw error;
  }
}

async function writeAt(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** A file's name is on disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}

/** The whole lines of a text, each with its line feed; what stands behind the last one is left out. */
function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; ;) {
    const end = bytes.indexOf(lineFeed, from);
    if (end === -1) return lines;
    lines.push(bytes.subarray(from, end + 1));
    from = end + 1;
  }
}

function read<Value>(line: Buffer, parse: (line: string) => Value): Value | null {
  try {
    return parse(line.toString('utf8'));
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}

function draftOf(file: string): string {
  return `${file}.new`;
}
