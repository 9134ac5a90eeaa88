import { spawn } from 'node:child_process';

/** Opens an address in the person's browser; a machine without one is no failure, since the address is printed too. */
export function openInBrowser(address: string): void {
  const opener = openerOf(process.platform, process.env);
  if (opener === null) return;
  const child = spawn(opener.command, [...opener.arguments, address], { stdio: 'ignore', detached: true });
  child.once('error', () => {
    // The opener is not installed; the printed line says where the lab is.
  });
  child.unref();
}

function openerOf(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv) {
  if (platform === 'darwin') return { command: 'open', arguments: [] };
  if (environment.WSL_DISTRO_NAME !== undefined) return { command: 'explorer.exe', arguments: [] };
  const hasDisplay = environment.DISPLAY !== undefined || environment.WAYLAND_DISPLAY !== undefined;
  return platform === 'linux' && hasDisplay ? { command: 'xdg-open', arguments: [] } : null;
}
