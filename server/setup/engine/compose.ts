import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { aptInstall } from '../apt.ts';
import { runCommand, succeeded } from '../command.ts';
import { findDebianMirror } from '../debian-mirror.ts';
import type { Machine } from '../machine.ts';
import { asRoot } from '../machine.ts';
import { must, step } from '../progress.ts';
import { unpackFromSuite } from './private-apt.ts';

// The oldest Debian suite that has Compose v2.
const SUITE_WITH_COMPOSE = 'trixie';
const PLUGIN = 'usr/libexec/docker/cli-plugins/docker-compose';

/** The version of Compose v2 that `docker compose` runs; undefined when there is none. */
export async function composeVersion(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const result = await runCommand('docker', ['compose', 'version', '--short'], { deadlineMs: 5_000, env });
  return succeeded(result) ? result.stdout.trim().replace(/^v/, '') : undefined;
}

/** Installs Compose v2: from the machine's own packages, or on Debian 12 the plugin alone out of the next suite. */
export async function installCompose(machine: Machine): Promise<void> {
  const own = ownPackage(machine);
  if (own === undefined) {
    await step('Ставлю Compose v2 (в Debian 12 его нет: беру один плагин из следующего выпуска)', () =>
      installPluginAlone(machine),
    );
  } else {
    await step('Ставлю Compose v2', () => aptInstall(machine, [own]));
  }
}

function ownPackage(machine: Machine): string | undefined {
  if (machine.distribution === 'ubuntu') return 'docker-compose-v2';
  // Testing has no number and is newer than every number.
  return machine.version === 0 || machine.version >= 13 ? 'docker-compose' : undefined;
}

async function installPluginAlone(machine: Machine): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ha-postgres-lab-'));
  try {
    const mirror = await findDebianMirror(undefined);
    const root = await unpackFromSuite(SUITE_WITH_COMPOSE, ['docker-compose'], mirror, folder);
    const target =
      machine.root === 'none' ? join(homedir(), '.docker/cli-plugins') : '/usr/local/lib/docker/cli-plugins';
    const install = asRoot(machine, ['install', '-D', '-m', '0755', '-t', target, join(root, PLUGIN)]);
    await must(install.command, install.args, { deadlineMs: 30_000, hint: `Проверьте, можно ли писать в ${target}.` });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
