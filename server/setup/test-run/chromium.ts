import { existsSync } from 'node:fs';
import { aptInstall } from '../apt.ts';
import type { Machine } from '../machine.ts';
import { mayInstall } from '../machine.ts';
import { step } from '../progress.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of the browser tests, or why there is none. */
export type FoundChromium = { readonly executable: string } | { readonly missing: string };

/** Finds a Chromium, or installs the distribution's; `LAB_CHROMIUM` names another. */
export async function bringChromium(machine: Machine): Promise<FoundChromium> {
  const present = find();
  if (present !== undefined) return { executable: present };
  if (!mayInstall(machine)) return { missing: 'нет Chromium и прав его поставить' };
  await step('Ставлю Chromium', () => aptInstall(machine, ['chromium']));
  const installed = find();
  return installed === undefined
    ? { missing: 'пакет chromium не принёс браузера (в Ubuntu это snap)' }
    : { executable: installed };
}

function find(): string | undefined {
  const named = process.env['LAB_CHROMIUM'];
  return [...(named === undefined ? [] : [named]), ...PLACES].find((place) => existsSync(place));
}
