import type { DoctorLine } from '#protocol/doctor.ts';
import { listContainers } from './docker.ts';
import { isOurs, LAB_CONTAINERS } from './lab-names.ts';
import type { Circumstances, Probe } from './probe.ts';

/** Containers with the lab's names that some other project left behind. */
export const staleLabProbe: Probe = { id: 'stale-lab', title: 'Прежняя лаборатория', look };

async function look(circumstances: Circumstances): Promise<readonly DoctorLine[]> {
  const containers = await listContainers(circumstances.env);
  const common = {
    id: 'stale-lab',
    title: 'Прежняя лаборатория',
    why: 'Имена контейнеров в лаборатории постоянные: пока они заняты, docker compose up не создаст свои.',
  };
  if (containers === undefined) {
    return [{ ...common, state: 'warning', found: 'Неизвестно: движок не отвечает.', fix: null }];
  }
  const foreign = containers.filter(
    (container) => LAB_CONTAINERS.includes(container.name) && !isOurs(container, circumstances),
  );
  if (foreign.length === 0)
    return [{ ...common, state: 'ok', found: 'Чужих контейнеров с именами лаборатории нет.', fix: null }];
  const names = foreign.map((container) => container.name);
  const projects = [...new Set(foreign.map((container) => container.project || 'без проекта Compose'))];
  return [
    {
      ...common,
      state: 'problem',
      found: `Остались от другого запуска (${projects.join(', ')}): ${names.join(', ')}.`,
      fix: `docker rm -f ${names.join(' ')}`,
    },
  ];
}
