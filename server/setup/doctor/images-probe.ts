import type { DoctorLine } from '#protocol/doctor.ts';
import { hubAnswers } from '../images/hub.ts';
import { lookUpImage } from '../images/local-images.ts';
import { BASE_IMAGES } from '../images/names.ts';
import { askDocker } from './docker.ts';
import type { Circumstances, Probe } from './probe.ts';

const HUB_DEADLINE_MS = 2_500;

/** The base images: on the machine, or to be had. The network is asked only about what is absent. */
export const imagesProbe: Probe = { id: 'images', title: 'Базовые образы', look };

async function look({ env, machine }: Circumstances): Promise<readonly DoctorLine[]> {
  const common = {
    id: 'images',
    title: 'Базовые образы',
    why: `Образ лаборатории собирается поверх postgres:15, а ${BASE_IMAGES.slice(1)
      .map((image) => image.name)
      .join(' и ')} запускаются как есть.`,
  };
  if (!(await askDocker(['version'], env)).ok) {
    return [{ ...common, state: 'warning', found: 'Неизвестно: движок не отвечает.', fix: null }];
  }
  const found = await Promise.all(BASE_IMAGES.map(async ({ name }) => ({ name, kind: await lookUpImage(name, env) })));
  const absent = found.filter((image) => image.kind === 'absent').map((image) => image.name);
  if (absent.length === 0) {
    const standIns = found.filter((image) => image.kind === 'stand-in').map((image) => image.name);
    const note = standIns.length === 0 ? '' : ` Замены из пакетов Debian: ${standIns.join(', ')}.`;
    return [{ ...common, state: 'ok', found: `Все на машине.${note}`, fix: null }];
  }
  if (await hubAnswers(HUB_DEADLINE_MS)) {
    return [
      { ...common, state: 'ok', found: `Docker скачает сам: ${absent.join(', ')} (Docker Hub отвечает).`, fix: null },
    ];
  }
  const canBuild = machine.distribution !== 'other' && machine.root !== 'none';
  return [
    {
      ...common,
      state: 'problem',
      found: `Нет: ${absent.join(', ')}; Docker Hub не отвечает. ${
        canBuild
          ? 'Замены можно собрать из пакетов Debian.'
          : 'Принесите архив с машины, где они есть (там: npm run images -- --save lab-images.tar.gz).'
      }`,
      fix: canBuild ? 'npm run images' : 'npm run images -- --load lab-images.tar.gz',
    },
  ];
}
