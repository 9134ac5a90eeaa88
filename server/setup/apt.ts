import { runCommand, succeeded } from './command.ts';
import type { Machine } from './machine.ts';
import { asRoot } from './machine.ts';
import { must } from './progress.ts';

const UPDATE_DEADLINE_MS = 180_000;
const INSTALL_DEADLINE_MS = 900_000;
const LOOK_DEADLINE_MS = 30_000;

/** Installs packages from the machine's own sources, without recommends and without a question. */
export async function aptInstall(machine: Machine, packages: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const hint = 'Посмотрите, доступны ли источники из /etc/apt, и повторите: apt-get update';
  const update = asRoot(machine, ['apt-get', 'update', '-q']);
  await must(update.command, update.args, { deadlineMs: UPDATE_DEADLINE_MS, env, hint });
  const install = asRoot(machine, [
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    'install',
    '-y',
    '-q',
    '--no-install-recommends',
    '-o',
    'DPkg::Lock::Timeout=120',
    ...packages,
  ]);
  await must(install.command, install.args, { deadlineMs: INSTALL_DEADLINE_MS, env, hint });
}

/** Do the machine's own sources have a package, as far as it has read them? */
export async function aptOffers(name: string): Promise<boolean> {
  return succeeded(await runCommand('apt-cache', ['show', name], { deadlineMs: LOOK_DEADLINE_MS }));
}
