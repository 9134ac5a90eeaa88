import type { DoctorLine } from '#protocol/doctor.ts';
import { mayInstall } from '../machine.ts';
import type { Machine } from '../machine.ts';
import { askDocker } from './docker.ts';
import type { Circumstances, Probe } from './probe.ts';

/** Compose v2: the plugin behind `docker compose`. */
export const composeProbe: Probe = { id: 'compose', title: 'Docker Compose', look };

async function look({ env, machine }: Circumstances): Promise<readonly DoctorLine[]> {
  const answer = await askDocker(['compose', 'version', '--short'], env);
  const version = answer.ok ? answer.text.replace(/^v/, '') : '';
  const common = {
    id: 'compose',
    title: 'Docker Compose',
    why: 'Кластер описан в docker-compose.yml; его поднимает команда docker compose второй версии.',
  };
  if (Number.parseInt(version, 10) >= 2)
    return [{ ...common, state: 'ok', found: `Есть, версия ${version}.`, fix: null }];
  const found = answer.ok
    ? `Есть, но версия ${version}; нужна вторая.`
    : 'Команды docker compose нет (старая docker-compose через дефис не подходит).';
  return [{ ...common, state: 'problem', found, fix: fixFor(machine) }];
}

function fixFor(machine: Machine): string {
  if (mayInstall(machine)) return 'LAB_YES=1 npm start';
  if (machine.platform === 'darwin') return 'brew install --cask docker && open -a Docker';
  if (machine.wsl) return 'winget.exe install Docker.DockerDesktop';
  if (machine.distribution === 'ubuntu') return 'sudo apt-get install docker-compose-v2';
  return 'sudo LAB_YES=1 npm start';
}
