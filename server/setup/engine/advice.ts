import type { Machine } from '../machine.ts';
import { mayInstall } from '../machine.ts';

/** The exact way to get an engine on a machine where the set-up may not install one, or was not allowed to. */
export function engineAdvice(machine: Machine): string {
  if (machine.platform === 'darwin') return 'brew install --cask docker && open -a Docker';
  if (machine.platform === 'win32') return 'wsl --install -d Debian';
  if (machine.wsl) return 'winget.exe install Docker.DockerDesktop';
  if (mayInstall(machine)) return 'LAB_YES=1 npm start';
  if (machine.distribution === 'other') return 'curl -fsSL https://get.docker.com | sudo sh';
  return 'sudo LAB_YES=1 npm start';
}

/** What to know besides the command, in one sentence; empty where the command says it all. */
export function engineAdviceNote(machine: Machine): string {
  if (machine.platform === 'darwin') return 'На macOS движок приносит Docker Desktop (подойдут и OrbStack, и Colima).';
  if (machine.platform === 'win32')
    return 'В Windows лаборатория живёт внутри WSL2: откройте там терминал и запустите её снова.';
  if (machine.wsl)
    return 'В WSL2 движок приносит Docker Desktop: включите в нём «Settings → Resources → WSL integration» для этого дистрибутива.';
  if (machine.root === 'none' && machine.distribution !== 'other') {
    return 'Поставить пакеты может только root: попросите администратора.';
  }
  return '';
}
