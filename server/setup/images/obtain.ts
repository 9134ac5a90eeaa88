import { runCommand, succeeded } from '../command.ts';
import type { Machine } from '../machine.ts';
import { say, step } from '../progress.ts';
import { hubAnswers } from './hub.ts';
import { lookUpImage } from './local-images.ts';
import { BASE_IMAGES } from './names.ts';
import type { BaseImage } from './names.ts';
import { buildStandIns } from './stand-ins.ts';

const PULL_DEADLINE_MS = 900_000;
const HUB_DEADLINE_MS = 5_000;

export type ObtainOptions = {
  /** Build stand-ins even where Docker Hub answers or an image is there. */
  readonly standIns: boolean;
  readonly mirror: string | undefined;
};

/** Brings the base images that the engine lacks: from Docker Hub, or as stand-ins where it is out of reach. */
export async function obtainImages(machine: Machine, options: ObtainOptions): Promise<void> {
  const wanted = options.standIns ? BASE_IMAGES : await missingImages();
  if (wanted.length === 0) {
    say('✓ Базовые образы уже на машине');
    return;
  }
  const left = options.standIns ? wanted : await pullFromHub(wanted);
  if (left.length === 0) return;
  if (!options.standIns) say('Docker Hub недоступен: собираю замены из пакетов Debian под теми же именами.');
  await buildStandIns(left, machine, options);
}

async function missingImages(): Promise<readonly BaseImage[]> {
  const found = await Promise.all(BASE_IMAGES.map((image) => lookUpImage(image.name)));
  return BASE_IMAGES.filter((_, index) => found[index] === 'absent');
}

/** Pulls what it can; returns what Docker Hub (or the engine's own mirror of it) did not give. */
async function pullFromHub(images: readonly BaseImage[]): Promise<readonly BaseImage[]> {
  if (!(await engineHasHubMirror()) && !(await hubAnswers(HUB_DEADLINE_MS))) return images;
  const left: BaseImage[] = [];
  for (const image of images) {
    const pulled = await step(`Скачиваю ${image.name}`, async (onOutput) =>
      succeeded(await runCommand('docker', ['pull', image.name], { deadlineMs: PULL_DEADLINE_MS, onOutput })),
    );
    if (!pulled) left.push(image);
  }
  return left;
}

async function engineHasHubMirror(): Promise<boolean> {
  const format = '{{len .RegistryConfig.Mirrors}}';
  const result = await runCommand('docker', ['info', '--format', format], { deadlineMs: 5_000 });
  return succeeded(result) && result.stdout.trim() !== '0';
}
