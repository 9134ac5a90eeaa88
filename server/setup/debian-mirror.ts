import { runCommand, succeeded } from './command.ts';
import { SetupError } from './setup-error.ts';

/** Where Debian's packages come from on this machine. */
export type DebianMirror = {
  readonly main: string;
  readonly security: string;
};

/** The keyring of the package debian-archive-keyring: the only thing that vouches for what is fetched. */
export const DEBIAN_KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * The mirror that the machine's own apt uses, or the one that the caller names.
 * @throws SetupError on a machine whose apt knows no Debian mirror (Ubuntu), unless one is named
 */
export async function findDebianMirror(named: string | undefined): Promise<DebianMirror> {
  if (named !== undefined) return parseNamedMirror(named);
  const format = '$(ORIGIN)|$(CODENAME)|$(REPO_URI)';
  const result = await runCommand('apt-get', ['indextargets', '--format', format, 'Created-By: Packages'], {
    deadlineMs: 15_000,
  });
  const mirror = succeeded(result) ? parseIndexTargets(result.stdout) : null;
  if (mirror !== null) return mirror;
  throw new SetupError(
    'Источники apt этой машины не называют зеркала Debian.',
    'Назовите его сами: npm run images -- --mirror http://mirror.local/debian',
  );
}

/** Reads lines `origin|code name|address` of `apt-get indextargets`; null when none of them is Debian's. */
export function parseIndexTargets(text: string): DebianMirror | null {
  const targets = text.split('\n').map((line) => line.trim().split('|'));
  const address = (wanted: (codename: string) => boolean): string | undefined =>
    targets.find(([origin, codename = '']) => origin === 'Debian' && wanted(codename))?.[2]?.replace(/\/$/, '');
  const main = address((codename) => !codename.includes('-'));
  if (main === undefined) return null;
  return { main, security: address((codename) => codename.endsWith('-security')) ?? `${main}-security` };
}

function parseNamedMirror(named: string): DebianMirror {
  if (!URL.canParse(named)) {
    throw new SetupError(
      `«${named}» — не адрес зеркала Debian.`,
      'Пример: npm run images -- --mirror http://mirror.local/debian',
    );
  }
  const main = named.replace(/\/$/, '');
  return { main, security: `${main}-security` };
}
