import { readAnnouncement } from '../../../server/pty-owner/announcement.ts';
import { waitFor } from '../../wait-for.ts';
import type { Victim } from '../rounds/victim.ts';
import { openLabLane } from '../run/lab-lane.ts';

/** Milliseconds; many lanes on few cores are slow. */
const within = 30_000;

/**
 * The owner of the ptys. The shells end with it, a line that one was just given too: that what was echoed is executed
 * can be asked of nobody. What is kept is the recording, the journal and the progress, and the terminal has a new shell.
 */
export const ptyOwner: Victim = {
  name: 'pty owner',
  asked: ['shown', 'gap', 'readable', 'chain', 'once'],
  open: (folder) =>
    openLabLane(folder, {
      kill: async ({ home }) => {
        const announced = await readAnnouncement(home);
        if (announced === null) throw new Error('no owner of the ptys is announced');
        process.kill(announced.pid, 'SIGKILL');
        await waitFor('the owner to be gone', () => !isAlive(announced.pid));
      },
      settle: async ({ process: server }, { typing, counting }) => {
        for (const terminal of [typing, counting]) {
          await waitFor('the word in the terminal', () => terminal.text().includes('ниже новая оболочка'), { within });
          await waitFor('a new shell', () => terminal.activity().at === 'prompt', { within });
        }
        // Its journal is nobody else's to open while it lives.
        await server.end('SIGTERM');
      },
      shellsOutlive: false,
    }),
};

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
