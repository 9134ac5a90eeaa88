import { statfs, utimes } from 'node:fs/promises';
import { fineDisk, type DiskState } from '#protocol/disk.ts';
import { judgeDisk } from './judge-disk.ts';

/** Looks at the disk of a folder now and then, so that a student hears of it before anything is lost. */
export type DiskWatch = AsyncDisposable & {
  readonly state: () => DiskState;
  readonly onChange: (listener: (state: DiskState) => void) => Disposable;
};

/** Milliseconds between two looks. */
const defaultEvery = 2_000;

const refusals = new Set(['EROFS', 'EACCES', 'EPERM', 'EIO']);

/** Begins to watch; the first look is done when it settles. */
export async function watchDisk(
  folder: string,
  report: (error: unknown) => void,
  every: number = defaultEvery,
): Promise<DiskWatch> {
  const listeners = new Set<(state: DiskState) => void>();
  let state = fineDisk;
  let failing = false;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    try {
      const next = await askSystem(folder);
      failing = false;
      if (next.state === state.state && next.problem === state.problem) return;
      state = next;
      for (const listener of listeners) listener(state);
    } catch (error) {
      // Told once: a folder that is gone stays gone for many looks.
      if (!failing) report(error);
      failing = true;
    }
  }

  await look();
  let busy = false;
  const timer = setInterval(() => {
    // A disk that does not answer is not asked again before it has.
    if (busy) return;
    busy = true;
    looking = look().finally(() => {
      busy = false;
    });
  }, every);
  timer.unref();
  return {
    state: () => state,
    onChange(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      listeners.clear();
      await looking;
    },
  };
}

async function askSystem(folder: string): Promise<DiskState> {
  const { bavail, bsize, files, ffree } = await statfs(folder);
  return judgeDisk({
    folder,
    freeBytes: bavail * bsize,
    freeFiles: files === 0 ? null : ffree,
    writable: await isWritable(folder),
  });
}

/**
 * Asks by a write that changes nothing but the folder's time: a file system that has become read-only after an error
 * says so only then, and to root too.
 */
async function isWritable(folder: string): Promise<boolean> {
  const now = new Date();
  try {
    await utimes(folder, now, now);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && refusals.has(String(error.code))) return false;
    throw error;
  }
}
