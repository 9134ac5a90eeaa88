import { readAnnouncement } from '../server/pty-owner/announcement.ts';
import { endOwner } from '../server/pty-owner/owner-process.ts';

/** Ends the owner of the shells that a killed server has left behind in its LAB_HOME. */
export async function endOwnerOf(home: string): Promise<void> {
  const announced = await readAnnouncement(home);
  if (announced) await endOwner(announced);
}
