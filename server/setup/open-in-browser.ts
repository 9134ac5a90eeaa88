import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Opens an address in the person's browser; a machine without one is no failure, since the address is printed too.
 * @param home where a page that only its owner can read leads on: the address itself holds the token, and everybody on
 *   the machine can read a program's arguments
 */
export async function openInBrowser(address: string, home: string): Promise<void> {
  const opener = openerOf(process.platform, process.env);
  if (opener === null) return;
  const page = path.join(home, 'open.html');
  // Made anew: a file that stands there already would keep its mode.
  await rm(page, { force: true });
  const text = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=${address}">\n`;
  await writeFile(page, text, { mode: 0o600, flag: 'wx' });
  const child = spawn(opener.command, [...opener.arguments, pathToFileURL(page).href], {
    stdio: 'ignore',
    detached: true,
  });
  child.once('error', () => {
    // The opener is not installed; the printed line says where the lab is.
  });
  child.unref();
}

function openerOf(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv) {
  if (platform === 'darwin') return { command: 'open', arguments: [] };
  // Windows' browser cannot read WSL's files by a file address: there the person follows the printed one.
  const hasDisplay = environment.DISPLAY !== undefined || environment.WAYLAND_DISPLAY !== undefined;
  const isWsl = environment.WSL_DISTRO_NAME !== undefined;
  return platform === 'linux' && hasDisplay && !isWsl ? { command: 'xdg-open', arguments: [] } : null;
}
