import { join } from 'node:path';
import { aptInstall } from '../apt.ts';
import { runCommand } from '../command.ts';
import { findDebianMirror } from '../debian-mirror.ts';
import type { DebianMirror } from '../debian-mirror.ts';
import type { Machine } from '../machine.ts';
import { must, step } from '../progress.ts';
import { SetupError } from '../setup-error.ts';
import type { BaseImage } from './names.ts';
import { importRootFileSystem } from './root-file-system.ts';

const BUILD_DEADLINE_MS = 900_000;
const RECIPES = join(import.meta.dirname, '..', 'stand-ins');
const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/** Builds stand-ins for the named base images from Debian's packages, suites side by side. */
export async function buildStandIns(
  images: readonly BaseImage[],
  machine: Machine,
  options: { readonly mirror: string | undefined },
): Promise<void> {
  if (machine.distribution === 'other' || machine.root === 'none') {
    throw new SetupError(
      'Замены базовых образов собираются только на Debian и Ubuntu с правами root.',
      'Соберите их на такой машине и перенесите: npm run images -- --save lab-images.tar.gz, затем здесь npm run images -- --load lab-images.tar.gz',
    );
  }
  await step('Ставлю mmdebstrap и ключи архива Debian', () =>
    aptInstall(machine, ['mmdebstrap', 'debian-archive-keyring', 'ca-certificates']),
  );
  const mirror = await findDebianMirror(options.mirror);
  const suites = [...new Set(images.map((image) => image.suite))];
  await Promise.all(
    suites.map((suite) =>
      buildSuite(
        suite,
        images.filter((image) => image.suite === suite),
        mirror,
        machine,
      ),
    ),
  );
}

async function buildSuite(
  suite: string,
  images: readonly BaseImage[],
  mirror: DebianMirror,
  machine: Machine,
): Promise<void> {
  const base = `ha-postgres-lab/debian:${suite}`;
  await step(`Собираю корневую систему Debian ${suite}`, () => importRootFileSystem(suite, base, mirror, machine));
  try {
    for (const image of images) {
      await step(`Собираю замену ${image.name}`, (onOutput) => buildFromRecipe(image, base, onOutput));
    }
  } finally {
    // Only the name goes; the layers stay as long as a stand-in needs them.
    await runCommand('docker', ['rmi', base], { deadlineMs: 60_000 });
  }
}

async function buildFromRecipe(image: BaseImage, base: string, onOutput: (output: string) => void): Promise<void> {
  const proxies = PROXY_VARIABLES.filter((name) => process.env[name] !== undefined);
  const args = [
    'build',
    '--build-arg',
    `BASE=${base}`,
    ...proxies.flatMap((name) => ['--build-arg', name]),
    '--tag',
    image.name,
    join(RECIPES, image.recipe),
  ];
  await must('docker', args, {
    deadlineMs: BUILD_DEADLINE_MS,
    onOutput,
    hint: 'Внутри сборки apt-get ходит на то же зеркало: проверьте, видно ли оно из контейнера.',
  });
}
