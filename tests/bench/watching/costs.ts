import { readdir, readFile } from 'node:fs/promises';
import Dockerode from 'dockerode';
import { parseRecord } from '#protocol/parse.ts';

/** Milliseconds of processor time that each part has used since it began. */
export type Costs = Readonly<Record<'server' | 'askers' | 'PostgreSQL' | 'nodes' | 'zookeeper and haproxy', number>>;

/** `sysconf(_SC_CLK_TCK)` of Linux. */
const ticksASecond = 100;

/**
 * Reads what has been used until now.
 * The askers and our sessions' back ends are inside the nodes' containers: `nodes` counts them and the rest there.
 */
export async function readCosts(serverPid: number, project: string): Promise<Costs> {
  const engine = new Dockerode();
  const containers = await engine.listContainers({ filters: { label: [`com.docker.compose.project=${project}`] } });
  let nodes = 0;
  let others = 0;
  for (const { Id, Labels } of containers) {
    const used = await usedByContainer(engine, Id);
    if (Labels['com.docker.compose.service']?.startsWith('pg-') === true) nodes += used;
    else others += used;
  }
  const processes = await processList();
  const isOurs = (cgroup: string) => containers.some(({ Id }) => cgroup.includes(Id));
  const sum = (fits: (command: string) => boolean) =>
    processes
      .filter(({ command, cgroup }) => fits(command) && isOurs(cgroup))
      .reduce((total, { used }) => total + used, 0);
  return {
    server: processes.find(({ pid }) => pid === serverPid)?.used ?? Number.NaN,
    askers: sum((command) => command.startsWith('python3 -u -c')),
    PostgreSQL: sum((command) => /^postgres: .*\bpostgres postgres 172\./.test(command)),
    nodes,
    'zookeeper and haproxy': others,
  };
}

async function usedByContainer(engine: Dockerode, id: string): Promise<number> {
  const stats: unknown = await engine.getContainer(id).stats({ stream: false, 'one-shot': true });
  const cpu = parseRecord(parseRecord(stats, 'stats').cpu_stats, 'cpu_stats');
  return Number(parseRecord(cpu.cpu_usage, 'cpu_usage').total_usage) / 1e6;
}

async function processList() {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      try {
        const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
        const cgroup = await readFile(`/proc/${pid}/cgroup`, 'utf8');
        const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
        // After the name in brackets: state is the first field, utime the twelfth, stime the thirteenth.
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return [
          {
            pid: Number(pid),
            command,
            cgroup,
            used: ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksASecond,
          },
        ];
      } catch (error) {
        if (error instanceof Error && 'code' in error) return [];
        throw error;
      }
    }),
  );
  return found.flat();
}
