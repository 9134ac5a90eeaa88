import { userInfo } from 'node:os';
import { runCommand } from '../command.ts';
import type { Machine } from '../machine.ts';
import { asRoot } from '../machine.ts';
import { must, step } from '../progress.ts';

const SOCKET = '/var/run/docker.sock';

/** Whether an engine is there but does not let this user in. */
export async function isRefused(): Promise<boolean> {
  const result = await runCommand('docker', ['version'], { deadlineMs: 5_000 });
  return /permission denied/i.test(result.stderr);
}

/** Lets this user, who may become root, talk to the engine: from now on, and after the next login too. */
export async function grantAccess(machine: Machine): Promise<void> {
  if (machine.root !== 'sudo') return;
  const { username } = userInfo();
  const commands = [
    ['usermod', '--append', '--groups', 'docker', username],
    // A group counts only from the next login on; the socket's owner counts at once, until the engine restarts.
    ['chown', username, SOCKET],
  ];
  await step(`Открываю пользователю ${username} доступ к Docker Engine`, async () => {
    for (const command of commands) {
      const { command: program, args } = asRoot(machine, command);
      await must(program, args, {
        deadlineMs: 15_000,
        hint: `sudo usermod -aG docker ${username}, затем войдите в систему заново`,
      });
    }
  });
}
