import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

/**
 * Makes a user's home in `folder` without start files: what the machine's own ones do to a shell is not our matter
 * (one that waits for a lock has held up whole runs). Docker's settings stay those of the machine.
 */
export async function bareUser(folder: string): Promise<{ readonly HOME: string; readonly DOCKER_CONFIG: string }> {
  const home = path.join(folder, 'user');
  await mkdir(home, { recursive: true });
  return { HOME: home, DOCKER_CONFIG: process.env.DOCKER_CONFIG ?? path.join(homedir(), '.docker') };
}
