import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseInteger, parseRecord, parseString } from '#protocol/parse.ts';

/** Where an owner of ptys is reached; kept in LAB_HOME, readable by its user only. */
export type Announcement = {
  readonly pid: number;
  readonly version: number;
  /** Path of its Unix socket. */
  readonly socket: string;
  readonly secret: string;
};

/** The file of a home's announcement. */
export function announcementFile(home: string): string {
  return path.join(home, 'pty-owner.json');
}

/** The announcement in a home; null when there is none that can be trusted. */
export async function readAnnouncement(home: string): Promise<Announcement | null> {
  const file = announcementFile(home);
  try {
    const { mode, uid } = await stat(file);
    if ((mode & 0o077) !== 0 || uid !== (process.getuid?.() ?? uid)) return null;
    const raw = parseRecord(JSON.parse(await readFile(file, 'utf8')), 'pty-owner.json');
    return {
      pid: parseInteger(raw.pid, 'pid', 1, Number.MAX_SAFE_INTEGER),
      version: parseInteger(raw.version, 'version', 1, Number.MAX_SAFE_INTEGER),
      socket: parseString(raw.socket, 'socket', 200),
      secret: parseString(raw.secret, 'secret', 128),
    };
  } catch {
    // No file, or one that says nothing: no owner.
    return null;
  }
}

/**
 * Announces an owner, unless another one is announced and lives.
 * @returns false when another one was first
 */
export async function announce(
  home: string,
  mine: Announcement,
  isAlive: (other: Announcement) => Promise<boolean>,
): Promise<boolean> {
  const file = announcementFile(home);
  const draft = `${file}.${mine.pid}`;
  await writeFile(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    for (;;) {
      if (await isLinked(draft, file)) return true;
      const other = await readAnnouncement(home);
      if (other && (await isAlive(other))) return false;
      await removeStale(home, other);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** Takes back the announcement of this owner, and nobody else's. */
export async function withdraw(home: string, { secret }: Announcement): Promise<void> {
  if ((await readAnnouncement(home))?.secret === secret) await rm(announcementFile(home), { force: true });
}

/** Puts a file under a second name, which nobody else can have at the same time; false when somebody has. */
async function isLinked(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Of several that find the same stale file one moves it away; a new one that was moved by mistake goes back. */
async function removeStale(home: string, stale: Announcement | null): Promise<void> {
  const file = announcementFile(home);
  const away = `${file}.stale-${randomUUID()}`;
  try {
    await rename(file, away);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
  const moved = await readFile(away, 'utf8');
  if (stale === null || moved.includes(stale.secret)) await rm(away, { force: true });
  else await rename(away, file);
}
