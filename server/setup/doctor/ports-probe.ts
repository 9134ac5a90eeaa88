import { createServer } from 'node:net';
import type { DoctorLine } from '#protocol/doctor.ts';
import { listContainers } from './docker.ts';
import type { SeenContainer } from './docker.ts';
import { isOurs, LAB_CONTAINERS } from './lab-names.ts';
import { findHolder } from './port-holder.ts';
import type { Circumstances, Probe } from './probe.ts';

/** The ports that the lab publishes, and for what. */
const PORTS: ReadonlyMap<number, string> = new Map([
  [5432, 'HAProxy ведёт к лидеру'],
  [5433, 'PostgreSQL узла pg-master'],
  [5434, 'PostgreSQL узла pg-slave'],
  [2181, 'ZooKeeper'],
  [7000, 'статистика HAProxy'],
]);

/** Whether the lab's ports are free, and who holds a taken one. */
export const portsProbe: Probe = { id: 'ports', title: 'Порты', look };

/** Who holds a port: said and mended once for all the ports that he holds. */
type Hold = { readonly port: number; readonly by: string; readonly found: string; readonly fix: string };

async function look(circumstances: Circumstances): Promise<readonly DoctorLine[]> {
  const containers = (await listContainers(circumstances.env)) ?? [];
  const running = containers.filter((container) => container.state === 'running');
  const ours = running.filter((container) => isOurs(container, circumstances));
  const asked = [...PORTS.keys()].filter((port) => !ours.some(({ ports }) => ports.includes(port)));
  const holds = (await Promise.all(asked.map((port) => lookAtPort(port, running)))).filter(
    (hold) => hold !== undefined,
  );
  if (holds.length > 0) return [...Map.groupBy(holds, (hold) => hold.by).values()].map(toLine);
  const held = PORTS.size - asked.length;
  return [
    {
      id: 'ports',
      state: 'ok',
      title: 'Порты',
      found: held === 0 ? `Свободны: ${asked.join(', ')}.` : 'Свободны или заняты контейнерами этой лаборатории.',
      why: 'На этих портах кластер виден с вашей машины.',
      fix: null,
    },
  ];
}

function toLine(holds: readonly Hold[]): DoctorLine {
  const [first] = holds;
  if (first === undefined) throw new Error('a holder without ports');
  const ports = holds.map((hold) => hold.port);
  const uses = ports.map((port) => `${port} — ${PORTS.get(port)}`).join(', ');
  return {
    id: `ports-${ports.join('-')}`,
    state: 'problem',
    title: ports.length === 1 ? `Порт ${ports[0]}` : `Порты ${ports.join(', ')}`,
    found: first.found,
    why: `Нужны лаборатории: ${uses}. Пока порт занят, docker compose up не поднимет контейнер.`,
    fix: first.fix,
  };
}

async function lookAtPort(port: number, running: readonly SeenContainer[]): Promise<Hold | undefined> {
  const container = running.find(({ ports }) => ports.includes(port));
  if (container !== undefined) {
    const stale = running.filter(({ name }) => LAB_CONTAINERS.includes(name)).map(({ name }) => name);
    return stale.includes(container.name)
      ? { port, by: 'stale lab', found: 'Держит прежняя лаборатория.', fix: `docker rm -f ${stale.join(' ')}` }
      : {
          port,
          by: container.name,
          found: `Держит контейнер ${container.name}.`,
          fix: `docker rm -f ${container.name}`,
        };
  }
  if (await isFree(port)) return undefined;
  const holder = await findHolder(port);
  if (holder === undefined) {
    const fix = `sudo ss -ltnp 'sport = :${port}'`;
    return { port, by: `unknown ${port}`, found: 'Занят; чей это процесс, видно только root.', fix };
  }
  return {
    port,
    by: `process ${holder.pid}`,
    found: `Держит процесс ${holder.name} (pid ${holder.pid}).`,
    fix: holder.name.startsWith('postgres') ? 'sudo systemctl stop postgresql' : `kill ${holder.pid}`,
  };
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
