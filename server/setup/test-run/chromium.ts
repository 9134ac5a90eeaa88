import { existsSync } from 'node:fs';
import { aptInstall } from '../apt.ts';
import type { Machine } from '../machine.ts';
import { mayInstall } from '../machine.ts';
import { step } from '../progress.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Brings a Chromium for the browser tests; returns why there is none, or undefined when there is. */
export async function bringChromium(machine: Machine): Promise<string | undefined> {
  if (isThere()) return undefined;
  if (!mayInstall(machine)) return 'нет Chromium и прав его поставить';
  await step('Ставлю Chromium', () => aptInstall(machine, ['chromium']));
  return isThere() ? undefined : 'пакет chromium не принёс браузера (в Ubuntu это snap)';
}

function isThere(): boolean {
  return PLACES.some((place) => existsSync(place));
}
