import type { ConfigurationReason } from '#protocol/configuration.ts';

import type { ContainerFacts } from '../cluster/docker.ts';
import { type Around, containersOf, type Finding, finding, momentOf, stateWord } from './around.ts';
import { compareTexts } from './compare-texts.ts';
import type { FileUse } from './file-uses.ts';
import { readAtStart } from './process-place.ts';

/** A file as the containers see it whose process reads it, and as that process has it in memory. */
export async function findInContainers(use: FileUse, text: string, around: Around): Promise<Finding[]> {
  const found = await Promise.all(
    use.readers.map(async ({ service, path, by }): Promise<Finding[]> => {
      const containers = containersOf(around, service);
      if (containers.length === 0) {
        const known = around.project.services.find(({ name }) => name === service);
        return [
          finding({
            kind: 'container',
            owner: known?.containerName ?? service,
            state: 'absent',
            found: 'Контейнера нет.',
          }),
        ];
      }
      return await Promise.all(
        containers.map((container) =>
          by === 'mount' ? mounted(use, path, text, container, around) : copied(use, path, text, container, around),
        ),
      );
    }),
  );
  if (use.readers.length === 0) return [nobodyReads(use)];
  return found.flat();
}

function nobodyReads(use: FileUse): Finding {
  return finding({
    kind: 'container',
    owner: null,
    state: 'none',
    found:
      use.kind === 'haproxy'
        ? 'Его никто не читает: в файле проекта нет сервиса, который её монтирует.'
        : use.kind === 'patroni'
          ? 'Его никто не читает: ни одна команда запуска (command) её не называет.'
          : 'Его никто не читает.',
  });
}

/** A copied file: the container has what its own image had, which may be older than the image of this name. */
async function copied(
  use: FileUse,
  path: string,
  text: string,
  container: ContainerFacts,
  around: Around,
): Promise<Finding> {
  const head = { kind: 'container', owner: container.name, since: momentOf(container.startedAt) } as const;
  const inside = await around.containerText(container.id, path);
  if (inside === null) {
    return {
      place: {
        ...head,
        state: 'absent',
        found: `Контейнер ${stateWord(container)}; файла ${path} в нём нет.`,
        differences: [],
      },
      reasons: await whyOld(container, path, text, around),
    };
  }
  const { same, differences, note } = compareTexts(use.kind, text, inside);
  const word = `Контейнер ${stateWord(container)}; ${path}`;
  if (same) return finding({ ...head, state: 'same', found: `${word}: тот же текст${note}.` });
  return {
    place: { ...head, state: 'different', found: `${word}: прежний текст.`, differences },
    reasons: await whyOld(container, path, text, around),
  };
}

async function whyOld(
  container: ContainerFacts,
  path: string,
  text: string,
  around: Around,
): Promise<ConfigurationReason[]> {
  const image = await around.image(container.image);
  if (image === null || image.id !== container.imageId) {
    return [
      {
        text: `${container.name} создан из прежнего образа: «restart» запускает тот же контейнер, новый создаёт «up -d».`,
        commands: [`docker compose up -d ${container.service}`],
      },
    ];
  }
  // The image has the old text itself: what is said of it is enough.
  if ((await around.imageText(image.id, path)) !== text) return [];
  return [
    {
      text: `В образе текст нынешний: файл правили внутри контейнера ${container.name}. Такая правка живёт, пока жив контейнер.`,
      commands: [`docker compose up -d --force-recreate ${container.service}`],
    },
  ];
}

/** A mounted file: the container sees the workspace's own, unless an editor put another one in its place. */
async function mounted(
  use: FileUse,
  path: string,
  text: string,
  container: ContainerFacts,
  around: Around,
): Promise<Finding> {
  const head = { kind: 'container', owner: container.name, since: momentOf(container.startedAt) } as const;
  const restart = [`docker compose restart ${container.service}`];
  if (container.state !== 'running' && container.state !== 'paused') {
    return finding({
      ...head,
      since: null,
      state: 'none',
      found: `Контейнер ${stateWord(container)}: при запуске он прочитает файл рабочей папки.`,
    });
  }
  const inside = await around.containerText(container.id, path);
  if (inside === null) {
    return finding({ ...head, state: 'absent', found: `Контейнер ${stateWord(container)}; файла ${path} в нём нет.` });
  }
  if (inside !== text) {
    const { differences } = compareTexts(use.kind, text, inside);
    return {
      place: { ...head, state: 'different', found: `${path} смонтирован, но это прежний файл.`, differences },
      reasons: [
        {
          text: 'Редактор не записал файл на месте, а положил вместо него новый; монтирование держит прежний, пока контейнер не запущен заново.',
          commands: restart,
        },
      ],
    };
  }
  return await readAtStart(use, text, container, around);
}
