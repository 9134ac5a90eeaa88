import { createServer } from 'node:net';
import type { DoctorLine } from '#protocol/doctor.ts';
import { listContainers } from './docker.ts';
import type { SeenContainer } from './docker.ts';
import { isOurs } from './lab-names.ts';
import { findHolder } from './port-holder.ts';
import type { PortHolder } from './port-holder.ts';
import type { Circumstances, Probe } from './probe.ts';

/** The ports that the lab publishes, and for what. */
const PORTS: ReadonlyMap<number, string> = new Map([
  [5432, 'HAProxy принимает здесь подключения к лидеру'],
  [5433, 'здесь слушает PostgreSQL узла pg-master'],
  [5434, 'здесь слушает PostgreSQL узла pg-slave'],
  [2181, 'здесь слушает ZooKeeper'],
  [7000, 'здесь HAProxy показывает статистику'],
]);

/** Whether the lab's ports are free, and who holds a taken one. */
export const portsProbe: Probe = { id: 'ports', title: 'Порты', look };

async function look(circumstances: Circumstances): Promise<readonly DoctorLine[]> {
  const containers = (await listContainers(circumstances.env)) ?? [];
  const lines = await Promise.all([...PORTS].map(([port, use]) => lookAtPort(port, use, containers, circumstances)));
  const taken = lines.filter((line) => line.state !== 'ok');
  if (taken.length > 0) return taken;
  const held = lines.filter((line) => line.found !== '').map((line) => line.found);
  return [
    {
      id: 'ports',
      state: 'ok',
      title: 'Порты',
      found: held.length === 0 ? `Свободны: ${[...PORTS.keys()].join(', ')}.` : held.join(' '),
      why: 'На этих портах кластер виден с вашей машины.',
      fix: null,
    },
  ];
}

async function lookAtPort(
  port: number,
  use: string,
  containers: readonly SeenContainer[],
  circumstances: Circumstances,
): Promise<DoctorLine> {
  const line = (state: DoctorLine['state'], found: string, fix: string | null): DoctorLine => ({
    id: `port-${port}`,
    state,
    title: `Порт ${port}`,
    found,
    why: `Нужен лаборатории: ${use}. Пока он занят другим, docker compose up не поднимет этот контейнер.`,
    fix,
  });
  const container = containers.find(({ ports, state }) => state === 'running' && ports.includes(port));
  if (container !== undefined) {
    return isOurs(container, circumstances)
      ? line('ok', `${port} держит контейнер этой лаборатории ${container.name}.`, null)
      : line('problem', `Занят контейнером ${container.name}.`, `docker rm -f ${container.name}`);
  }
  if (await isFree(port)) return line('ok', '', null);
  const holder = await findHolder(port);
  return line('problem', describe(holder), fixFor(port, holder));
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', (error) => {
      if (!('code' in error)) reject(error);
      else if (error.code === 'EADDRINUSE') resolve(false);
      // Anything else (no permission, no such address) is not somebody who holds the port.
      else resolve(true);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function describe(holder: PortHolder | undefined): string {
  return holder === undefined
    ? 'Занят; чей это процесс, видно только root.'
    : `Занят процессом ${holder.name} (pid ${holder.pid}).`;
}

function fixFor(port: number, holder: PortHolder | undefined): string {
  if (holder === undefined) return `sudo ss -ltnp 'sport = :${port}'`;
  return holder.name.startsWith('postgres') ? 'sudo systemctl stop postgresql' : `kill ${holder.pid}`;
}
