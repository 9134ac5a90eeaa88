import { readAnnouncement } from '../server/pty-owner/announcement.ts';
import { endOwner } from '../server/pty-owner/owner-process.ts';
import { waitFor } from './wait-for.ts';

/** Ends the owner of the shells that a killed server has left behind in its LAB_HOME, and waits until it is gone. */
export async function endOwnerOf(home: string): Promise<void> {
  const announced = await readAnnouncement(home);
  if (!announced) return;
  await endOwner(announced);
  await waitFor('the owner of the shells to be gone', () => !isAlive(announced.pid));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
