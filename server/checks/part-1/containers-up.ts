import type { ClusterView, ContainerView, ServiceView } from '#protocol/cluster.ts';

import { composeAway } from '../compose-file.ts';
import { defineCheck } from '../define-check.ts';
import { list, plural } from '../words.ts';

/** Two nodes and ZooKeeper run, whatever the compose file calls them. */
export const containersUp = defineCheck({
  id: 'containers-up',
  lasts: 'now',
  expected: 'работают три контейнера: два узла PostgreSQL и ZooKeeper',
  judge: ({ view }, answers) => {
    const { passed, notYet } = answers;
    const away = composeAway(view, answers);
    if (away !== null) return away;
    const { services } = view.compose;
    const nodes = services.filter(({ role }) => role === 'node');
    const keepers = services.filter(({ role }) => role === 'zookeeper');
    if (nodes.length < 2 || keepers.length < 1) {
      return notYet(
        `в docker-compose.yml ${nodes.length} ${plural(nodes.length, 'узел', 'узла', 'узлов')} PostgreSQL и ${keepers.length === 0 ? 'нет' : 'есть'} ZooKeeper`,
        'Опишите в нём оба узла и ZooKeeper.',
      );
    }
    const states = [...nodes, ...keepers].map((service) => ({ service, container: containerFor(view, service) }));
    const broken = states.find(({ container }) => container !== null && container.state !== 'running');
    if (broken?.container) {
      return notYet(describe(broken.container), `Причину скажет журнал: docker compose logs ${broken.service.name}`);
    }
    const shared = sharedVolume(states.flatMap(({ container }) => (container?.role === 'node' ? [container] : [])));
    if (shared !== null) {
      return notYet(
        `оба узла хранят данные на одном томе ${shared}`,
        'Так они портят данные друг другу: дайте каждому узлу свой том и начните заново (docker compose down -v).',
      );
    }
    const absent = states.filter(({ container }) => container === null).map(({ service }) => service.name);
    if (absent.length === states.length) return notYet('контейнеров ещё нет', 'Запустите их: docker compose up -d');
    if (absent.length > 0) return notYet(`нет контейнеров: ${list(absent)}`, 'Запустите их: docker compose up -d');
    return passed(`работают ${list(states.map(({ container, service }) => container?.name ?? service.name))}`);
  },
});

/** The container of a service; of several, one that runs. */
function containerFor(view: ClusterView, { name }: ServiceView): ContainerView | null {
  const all = view.docker.containers.filter(({ service }) => service === name);
  return all.find(({ state }) => state === 'running') ?? all[0] ?? null;
}

/** The volume that stands at the same path of two nodes, or null. */
function sharedVolume(nodes: readonly ContainerView[]): string | null {
  const places = nodes.flatMap(({ mounts }) =>
    mounts.filter(({ type }) => type === 'volume').map(({ source, destination }) => `${source} ${destination}`),
  );
  const twice = places.find((place, index) => places.indexOf(place) !== index);
  return twice?.split(' ')[0] ?? null;
}

function describe({ name, state, exitCode }: ContainerView): string {
  const code = exitCode === null ? '' : ` с кодом ${exitCode}`;
  switch (state) {
    case 'exited':
      return `контейнер ${name} завершился${code}`;
    case 'created':
      return `контейнер ${name} создан, но не запустился: возможно, его порт занят`;
    case 'restarting':
      return `контейнер ${name} перезапускается снова и снова`;
    case 'paused':
      return `контейнер ${name} приостановлен`;
    default:
      return `контейнер ${name} не работает (${state})`;
  }
}
