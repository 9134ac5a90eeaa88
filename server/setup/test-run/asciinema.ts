import { existsSync } from 'node:fs';
import { aptInstall } from '../apt.ts';
import { mayInstall } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { step } from '../progress.ts';

const PLACES = ['/usr/bin/asciinema', '/usr/local/bin/asciinema', '/opt/homebrew/bin/asciinema'];

/** The player that recordings are tested with, or why there is none. */
export type FoundAsciinema = { readonly executable: string } | { readonly missing: string };

/** Finds an asciinema, or installs the distribution's; `LAB_ASCIINEMA` names another. */
export async function bringAsciinema(machine: Machine): Promise<FoundAsciinema> {
  const present = find();
  if (present !== undefined) return { executable: present };
  if (!mayInstall(machine)) return { missing: 'нет asciinema и прав его поставить' };
  await step('Ставлю asciinema', () => aptInstall(machine, ['asciinema']));
  const installed = find();
  return installed === undefined ? { missing: 'пакет asciinema не принёс программы' } : { executable: installed };
}

function find(): string | undefined {
  const named = process.env['LAB_ASCIINEMA'];
  return [...(named === undefined ? [] : [named]), ...PLACES].find((place) => existsSync(place));
}
