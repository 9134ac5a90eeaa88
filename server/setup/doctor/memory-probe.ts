import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { freemem } from 'node:os';
import type { DoctorLine } from '#protocol/doctor.ts';
import { askDocker } from './docker.ts';
import type { Circumstances, Probe } from './probe.ts';

const GIB = 1024 ** 3;
const LEAST_TOTAL_BYTES = 1.8 * GIB;
const LEAST_AVAILABLE_BYTES = 1 * GIB;

/** Memory that the engine has (on macOS and WSL2 that of its virtual machine) and what of this machine's is left. */
export const memoryProbe: Probe = { id: 'memory', title: 'Память', look };

async function look({ env }: Circumstances): Promise<readonly DoctorLine[]> {
  const answer = await askDocker(['info', '--format', '{{.MemTotal}}'], env);
  const engine = answer.ok ? Number(answer.text) : Number.NaN;
  const available = await availableMemory();
  const tooLittle = engine < LEAST_TOTAL_BYTES;
  const busy = available < LEAST_AVAILABLE_BYTES;
  const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1).replace('.', ',')} ГиБ`;
  return [
    {
      id: 'memory',
      state: tooLittle || busy ? 'warning' : 'ok',
      title: 'Память',
      found: `${Number.isNaN(engine) ? '' : `У движка ${gib(engine)}, `}свободно ${gib(available)}.`,
      why: 'Два узла PostgreSQL, ZooKeeper и HAProxy вместе занимают около 1 ГиБ; при нехватке памяти ядро убивает процессы, и это выглядит как авария.',
      fix: tooLittle || busy ? 'docker stats --no-stream' : null,
    },
  ];
}

async function availableMemory(): Promise<number> {
  if (!existsSync('/proc/meminfo')) return freemem();
  // freemem() counts the page cache as used; MemAvailable does not.
  const match = /^MemAvailable:\s+(\d+) kB$/m.exec(await readFile('/proc/meminfo', 'utf8'));
  return match?.[1] === undefined ? freemem() : Number(match[1]) * 1024;
}
