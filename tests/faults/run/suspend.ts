import { readAnnouncement } from '../../../server/pty-owner/announcement.ts';
import type { RunningLab } from './lab-world.ts';

/**
 * Stops the server and the pty owner at one instant, as a machine that is suspended does. The programs in the terminals
 * go on, into ptys that nobody reads: a shell would be told of a stopped job, and of a suspended machine it is not.
 */
export async function suspend(home: string, { process: server }: RunningLab): Promise<{ resume(): void }> {
  const owner = (await readAnnouncement(home))?.pid;
  const { pid } = server.child;
  if (owner === undefined || pid === undefined) throw new Error('no lab that could be suspended');
  for (const each of [pid, owner]) process.kill(each, 'SIGSTOP');
  return {
    resume: () => {
      for (const each of [pid, owner]) process.kill(each, 'SIGCONT');
    },
  };
}
