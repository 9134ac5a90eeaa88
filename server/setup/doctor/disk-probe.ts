import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import type { DoctorLine } from '#protocol/doctor.ts';
import { askDocker } from './docker.ts';
import type { Circumstances, Probe } from './probe.ts';

const GIB = 1024 ** 3;
/** The lab's images and volumes take about 2 GiB; the rest is room for rebuilds and recordings. */
const COMFORTABLE_BYTES = 5 * GIB;
const LEAST_BYTES = 2 * GIB;

/** Free space where Docker keeps images and where the runs lie. */
export const diskProbe: Probe = { id: 'disk', title: 'Место на диске', look };

async function look({ env, labHome }: Circumstances): Promise<readonly DoctorLine[]> {
  const answer = await askDocker(['info', '--format', '{{.DockerRootDir}}'], env);
  const places = [...new Set([answer.ok ? answer.text : '', labHome].filter(Boolean).map(nearestExisting))];
  const free = await Promise.all(
    places.map(async (place) => {
      const { bavail, bsize } = await statfs(place);
      return { place, bytes: bavail * bsize };
    }),
  );
  const least = free.reduce((a, b) => (b.bytes < a.bytes ? b : a));
  const state = least.bytes < LEAST_BYTES ? 'problem' : least.bytes < COMFORTABLE_BYTES ? 'warning' : 'ok';
  return [
    {
      id: 'disk',
      state,
      title: 'Место на диске',
      found: `Свободно ${(least.bytes / GIB).toFixed(1).replace('.', ',')} ГиБ (${least.place}).`,
      why: 'Образы и тома кластера занимают около 2 ГиБ, сборка без кэша — ещё столько же; на полном диске PostgreSQL останавливается.',
      fix: state === 'ok' ? null : 'docker system prune',
    },
  ];
}

/** A folder that is still to be made lies on its parent's file system; a daemon in a VM has folders that this machine lacks. */
function nearestExisting(place: string): string {
  return existsSync(place) ? place : nearestExisting(path.dirname(place));
}
