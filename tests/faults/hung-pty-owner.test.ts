import { expect, test } from 'vitest';
import { readAnnouncement } from '../../server/pty-owner/announcement.ts';
import { isAlive, makeTestHome, startScript, waitForEndOf } from './pty-owner/test-owner.ts';
import { waitFor } from '../wait-for.ts';

test(
  'a server whose owner hangs is told so within the deadline, and a next one gets a new owner',
  { timeout: 40_000 },
  async () => {
    await using home = await makeTestHome();
    const server = home.connect();
    // Ids of its own: the owner of another test ends every process of the machine that bears its marker.
    const { pty } = await startScript(server, 'hung:main:1', 'sleep 60');
    const pid = (await readAnnouncement(home.path))?.pid ?? 0;
    process.kill(pid, 'SIGSTOP');
    try {
      await expect(startScript(server, 'hung:main:2', 'sleep 60')).rejects.toThrow('процесс терминалов не отвечает');
      await using next = home.connect();
      const { said } = await startScript(next, 'hung:main:3', 'echo there; sleep 60');
      await waitFor('the script of the new owner', () => said().includes('there'));
      expect((await readAnnouncement(home.path))?.pid).not.toBe(pid);
      process.kill(pid, 'SIGCONT');
      expect(isAlive(pty.pid)).toBe(true);
    } finally {
      process.kill(pid, 'SIGKILL');
    }
    await waitForEndOf(pty.pid);
  },
);
