import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { mkdir, open, readdir, readFile, readlink, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '../../wait-for.ts';

const run = promisify(execFile);
const deadline = 20_000;
const mib = 1_048_576;

/** A disk of 64 MiB, or of few files, that a test fills, spoils and mends. */
export type SmallDisk = AsyncDisposable & {
  readonly folder: string;
  /** Fills it until about so many bytes are free. */
  readonly leave: (bytes: number) => Promise<void>;
  /** Makes empty files until about so many more are possible. */
  readonly leaveFiles: (count: number) => Promise<void>;
  /** Takes out what was filled in. */
  readonly free: () => Promise<void>;
};

/** Why this machine can't have one; null when it can. */
export function noSmallDisk(): string | null {
  if (process.platform !== 'linux') return 'mounting a tmpfs is a matter of Linux';
  if (process.getuid?.() !== 0) return 'mounting a tmpfs needs root';
  // A container may forbid it to root as well.
  const folder = mkdtempSync(path.join(tmpdir(), 'lab-mount-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', folder], { timeout: deadline }).status === 0;
  if (isMounted) spawnSync('umount', ['--lazy', folder], { timeout: deadline });
  rmdirSync(folder);
  return isMounted ? null : 'this machine mounts nothing';
}

/** Mounts a tmpfs of 64 MiB at `folder`. */
export async function mountSmallDisk(folder: string, files = 8_000): Promise<SmallDisk> {
  await mkdir(folder);
  await run('mount', ['-t', 'tmpfs', '-o', `size=64m,mode=700,nr_inodes=${files}`, 'tmpfs', folder], {
    timeout: deadline,
  });
  const ballast = path.join(folder, 'ballast');
  await mkdir(ballast);
  let made = 0;

  return {
    folder,
    leave: async (bytes) => {
      await using file = await open(path.join(ballast, 'bytes'), 'a');
      const { bavail, bsize } = await statfs(folder);
      let left = bavail * bsize - bytes;
      try {
        for (; left > 0; left -= mib) await file.write(Buffer.alloc(Math.min(left, mib)));
        // The last page too.
        if (bytes === 0) await file.write(Buffer.alloc(mib));
      } catch (error) {
        if (!isFull(error)) throw error;
      }
    },
    leaveFiles: async (count) => {
      const { ffree } = await statfs(folder);
      try {
        for (let left = ffree - count; left > 0; left -= 1)
          await writeFile(path.join(ballast, `file-${(made += 1)}`), '');
      } catch (error) {
        if (!isFull(error)) throw error;
      }
    },
    free: async () => {
      for (const name of await readdir(ballast)) await rm(path.join(ballast, name));
    },
    [Symbol.asyncDispose]: async () => {
      // A process that ends at this moment may still hold it.
      await run('umount', ['--lazy', folder], { timeout: deadline });
    },
  };
}

/** A disk with a file system that can be broken as a failing disk breaks it: from then on it is read-only. */
export type FailingDisk = AsyncDisposable & {
  readonly folder: string;
  readonly fail: () => Promise<void>;
  /** Mounts it again, as a person would after a repair. */
  readonly repair: () => Promise<void>;
};

/** Mounts an ext4 of 64 MiB at `folder`; null with no loop devices or no ext4 here. */
export async function mountFailingDisk(folder: string): Promise<FailingDisk | null> {
  const image = `${folder}.img`;
  await mkdir(folder);
  {
    await using file = await open(image, 'wx');
    await file.truncate(64 * mib);
  }
  const mount = () => run('mount', ['-o', 'loop', image, folder], { timeout: deadline });
  try {
    await run('mkfs.ext4', ['-q', '-F', image], { timeout: deadline });
    await mount();
  } catch {
    return null;
  }
  return {
    folder,
    fail: async () => {
      await run('mount', ['-o', 'remount,abort', folder], { timeout: deadline });
    },
    repair: async () => {
      await waitFor('the disk to be let go of', () => unmount(folder), { within: deadline, every: 200 });
      await run('e2fsck', ['-p', image], { timeout: deadline }).catch(isCorrected);
      await mount();
    },
    [Symbol.asyncDispose]: async () => {
      await run('umount', ['--lazy', folder], { timeout: deadline });
    },
  };
}

/** Throws the names of those who hold it: a killed process may, for a moment. */
async function unmount(folder: string): Promise<true> {
  try {
    await run('umount', [folder], { timeout: deadline });
    return true;
  } catch (error) {
    throw new Error(`it is held by ${(await holdersOf(folder)).join(', ') || 'nobody seen in /proc'}`, {
      cause: error,
    });
  }
}

/** The processes that stand in a folder or have a file of it open, as `pid command line`. */
async function holdersOf(folder: string): Promise<string[]> {
  const isInside = (place: string) => place === folder || place.startsWith(`${folder}/`);
  const holders: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const links = ['cwd', ...(await readdir(`/proc/${pid}/fd`).catch(() => [])).map((fd) => `fd/${fd}`)];
    const places = await Promise.all(links.map((link) => readlink(`/proc/${pid}/${link}`).catch(() => '')));
    if (!places.some(isInside)) continue;
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    holders.push(`${pid} ${line.replaceAll('\0', ' ').trim()}`);
  }
  return holders;
}

/** `e2fsck` says by 1 that it has corrected something: that is what it was called for. */
function isCorrected(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 1)) throw error;
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC';
}
