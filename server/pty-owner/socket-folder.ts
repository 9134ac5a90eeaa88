import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Bytes of a Unix socket's path on every system (macOS has the least, 104 with its end), and of our names in it. */
const maxPath = 103;
const nameBytes = 24;

/**
 * A folder for sockets that is nobody else's: in the lab's own, or, where that has too long a name, in the system's
 * for temporary files.
 * @throws Error when somebody else has made it, or could look into it
 */
export async function openSocketFolder(home: string): Promise<string> {
  const near = path.join(home, 'pty-owner');
  const far = path.join(tmpdir(), `lab-ptys-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`);
  const folder = Buffer.byteLength(near) + nameBytes <= maxPath ? near : far;
  try {
    await mkdir(folder, { recursive: folder === near, mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const found = await lstat(folder);
  const mine = process.getuid?.() ?? found.uid;
  if (!found.isDirectory() || found.uid !== mine || (found.mode & 0o077) !== 0) {
    throw new Error(`${folder} is not a folder of this user alone`);
  }
  return folder;
}

/** Removes a folder of sockets unless another owner's is in it. */
export async function removeSocketFolder(folder: string): Promise<void> {
  if ((await readdir(folder)).length === 0) await rm(folder, { recursive: true });
}
