import { aptInstall } from '../apt.ts';
import type { Machine } from '../machine.ts';
import { step } from '../progress.ts';

/** Installs Docker Engine from the distribution's own packages. */
export async function installEngine(machine: Machine): Promise<void> {
  // Without recommends: what the engine cannot do without is named here.
  const packages = ['docker.io', 'iptables', 'ca-certificates'];
  if (machine.distribution === 'debian') packages.push('debian-archive-keyring');
  // From Debian 13 on the client and the builder are packages of their own.
  const split = machine.distribution === 'debian' && (machine.version === 0 || machine.version >= 13);
  if (split) packages.push('docker-cli');
  if (split || machine.distribution === 'ubuntu') packages.push('docker-buildx');
  await step('Ставлю Docker Engine из пакетов дистрибутива', () => aptInstall(machine, packages));
}
