import { existsSync } from 'node:fs';
import { grantAccess, isRefused } from './engine/access.ts';
import { composeVersion, installCompose } from './engine/compose.ts';
import { engineAdvice, engineAdviceNote } from './engine/advice.ts';
import { installEngine } from './engine/install.ts';
import { engineVersion, startEngine } from './engine/start.ts';
import type { StartedEngine } from './engine/start.ts';
import { hubAnswers } from './images/hub.ts';
import { lookUpImage } from './images/local-images.ts';
import { BASE_IMAGES } from './images/names.ts';
import { obtainImages } from './images/obtain.ts';
import type { Machine } from './machine.ts';
import { mayInstall } from './machine.ts';
import { say } from './progress.ts';

const HUB_DEADLINE_MS = 4_000;
// Not looked for on PATH: a user's PATH has no sbin.
const DAEMONS = ['/usr/sbin/dockerd', '/usr/bin/dockerd', '/usr/local/bin/dockerd'];

/** What stands between this machine and a running lab after the set-up did what it may; `missing` is empty when nothing does. */
export type Prepared = {
  readonly missing: readonly string[];
  /** Set when this call started the engine. */
  readonly engine: StartedEngine | undefined;
};

export type PrepareOptions = {
  /** Bring absent images even where Docker Hub would give them when they are needed. */
  readonly images: 'always' | 'if-no-hub';
  /** Whether the person lets the set-up do what the question says. */
  readonly consent: (question: string) => Promise<boolean>;
};

/** Mends the machine as far as it may: engine, Compose, base images. */
export async function prepareMachine(machine: Machine, options: PrepareOptions): Promise<Prepared> {
  let engine: StartedEngine | undefined;
  if ((await engineVersion()) === undefined) {
    const outcome = await bringEngine(machine, options);
    if ('missing' in outcome) return { missing: [outcome.missing], engine: undefined };
    engine = outcome.engine;
  }
  if ((await composeVersion()) === undefined) {
    if (!mayInstall(machine) || !(await options.consent('Нет Docker Compose v2. Поставить?'))) {
      return { missing: [`Нет Docker Compose v2. ${engineAdviceNote(machine)}`.trim()], engine };
    }
    await installCompose(machine);
  }
  const missing = await bringImages(machine, options);
  return { missing, engine };
}

async function bringEngine(
  machine: Machine,
  options: PrepareOptions,
): Promise<{ missing: string } | { engine: StartedEngine | undefined }> {
  if (await isRefused()) return openAccess(machine, options);
  if (process.env['DOCKER_HOST'] !== undefined) {
    return {
      missing: `Docker Engine по адресу из DOCKER_HOST (${process.env['DOCKER_HOST']}) не отвечает. Исправить: unset DOCKER_HOST, если нужен движок этой машины.`,
    };
  }
  if (!mayInstall(machine)) {
    return { missing: `Нет работающего Docker Engine. ${engineAdviceNote(machine)} Команда: ${engineAdvice(machine)}` };
  }
  const installed = DAEMONS.some((file) => existsSync(file));
  const question = installed
    ? 'Docker Engine не запущен. Запустить?'
    : 'Нет Docker Engine. Поставить его из пакетов дистрибутива и запустить?';
  if (!(await options.consent(question))) {
    return {
      missing: `${installed ? 'Docker Engine не запущен' : 'Нет Docker Engine'}. Команда: ${engineAdvice(machine)}`,
    };
  }
  if (!installed) await installEngine(machine);
  // The package may have started it already.
  if (await isRefused()) return openAccess(machine, options);
  if ((await engineVersion()) !== undefined) return { engine: undefined };
  const engine = await startEngine(machine);
  await grantAccess(machine);
  return { engine };
}

async function openAccess(
  machine: Machine,
  options: PrepareOptions,
): Promise<{ missing: string } | { engine: undefined }> {
  if (
    machine.root === 'sudo' &&
    (await options.consent('Docker Engine не пускает этого пользователя. Открыть доступ?'))
  ) {
    await grantAccess(machine);
    return { engine: undefined };
  }
  return {
    missing:
      'Docker Engine работает, но этого пользователя не пускает. Исправить: sudo usermod -aG docker "$USER", затем войти в систему заново.',
  };
}

async function bringImages(machine: Machine, options: PrepareOptions): Promise<readonly string[]> {
  const found = await Promise.all(BASE_IMAGES.map((image) => lookUpImage(image.name)));
  const absent = BASE_IMAGES.filter((_, index) => found[index] === 'absent').map((image) => image.name);
  if (absent.length === 0) return [];
  if (options.images === 'if-no-hub' && (await hubAnswers(HUB_DEADLINE_MS))) {
    say(`Образы ${absent.join(', ')} Docker скачает сам, когда они понадобятся.`);
    return [];
  }
  if (
    !mayInstall(machine) ||
    !(await options.consent(`Нет образов ${absent.join(', ')}. Принести их (npm run images)?`))
  ) {
    return [`Нет образов: ${absent.join(', ')}. Команда: npm run images (или npm run images -- --load ФАЙЛ)`];
  }
  await obtainImages(machine, { standIns: false, mirror: undefined });
  return [];
}
