import type { DoctorLine } from '#protocol/doctor.ts';
import { engineAdvice, engineAdviceNote } from '../engine/advice.ts';
import { askDocker } from './docker.ts';
import type { DockerAnswer } from './docker.ts';
import type { Circumstances, Probe } from './probe.ts';

const OLDEST = 20;
const why =
  'Узлы кластера, ZooKeeper и HAProxy живут в контейнерах; без движка команды не выполняются, а страницы можно только читать.';

/** Docker Engine reachable, and which version. */
export const engineProbe: Probe = { id: 'engine', title: 'Docker Engine', look };

async function look({ env, machine }: Circumstances): Promise<readonly DoctorLine[]> {
  const answer = await askDocker(['version', '--format', '{{.Server.Version}}'], env);
  const line = (state: DoctorLine['state'], found: string, fix: string | null): DoctorLine => ({
    id: 'engine',
    state,
    title: 'Docker Engine',
    found,
    why,
    fix,
  });
  if (!answer.ok)
    return [line('problem', describe(answer, engineAdviceNote(machine)), fixOf(answer, engineAdvice(machine), env))];
  if (Number.parseInt(answer.text, 10) < OLDEST) {
    return [
      line(
        'warning',
        `Отвечает, но версия ${answer.text}; лаборатория проверена на ${OLDEST}.10 и новее.`,
        engineAdvice(machine),
      ),
    ];
  }
  return [line('ok', `Отвечает, версия ${answer.text}.`, null)];
}

function describe(answer: Extract<DockerAnswer, { ok: false }>, note: string): string {
  switch (answer.why) {
    case 'no-client':
      return `Команды docker на машине нет. ${note}`.trim();
    case 'silent':
      return `Не отвечает: ${answer.text}. Возможно, движок завис.`;
    case 'refused':
      return /permission denied/i.test(answer.text)
        ? 'Работает, но этому пользователю обращаться к нему нельзя.'
        : `Не отвечает. ${note}`.trim();
  }
}

function fixOf(answer: Extract<DockerAnswer, { ok: false }>, advice: string, env: NodeJS.ProcessEnv): string {
  if (/permission denied/i.test(answer.text)) return 'sudo usermod -aG docker "$USER" && newgrp docker';
  if (env['DOCKER_HOST'] !== undefined && answer.why !== 'no-client') return 'unset DOCKER_HOST';
  return answer.why === 'silent' ? 'sudo systemctl restart docker' : advice;
}
