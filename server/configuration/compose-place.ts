import type { ConfigurationDifference } from '#protocol/configuration.ts';

import { type Around, containersOf, type Finding, finding, momentOf, stateWord } from './around.ts';
import { createdFrom, serviceFrom } from './compose-container.ts';
import type { ProjectService } from './compose-project.ts';
import { show, valueDifferences } from './key-differences.ts';

const hashLabel = 'com.docker.compose.config-hash';

/** What the containers were created from, against what the project's files say now. */
export async function findCreated(around: Around): Promise<Finding[]> {
  const { project } = around;
  if (project.problem !== null) {
    return [finding({ kind: 'container', owner: null, state: 'unknown', found: `${project.problem}.` })];
  }
  const known = new Set(project.services.map(({ name }) => name));
  const orphans = around.containers.filter(({ service }) => !known.has(service));
  const found = await Promise.all(project.services.map((service) => createdOf(service, around)));
  return [
    ...found.flat(),
    ...orphans.map((container): Finding => ({
      place: {
        kind: 'container',
        owner: container.name,
        state: 'different',
        found: `Контейнер ${stateWord(container)}, а сервиса ${container.service} в файле больше нет.`,
        since: momentOf(container.createdAt),
        differences: [],
      },
      reasons: [
        {
          text: 'Контейнер сервиса, которого больше нет в файле, Compose не трогает, пока его об этом не попросят.',
          commands: ['docker compose up -d --remove-orphans'],
        },
      ],
    })),
  ];
}

async function createdOf(service: ProjectService, around: Around): Promise<Finding[]> {
  const containers = containersOf(around, service.name);
  if (containers.length === 0) {
    return [
      {
        place: {
          kind: 'container',
          owner: service.containerName ?? service.name,
          state: 'absent',
          found: 'Контейнера нет.',
          since: null,
          differences: [],
        },
        reasons: [],
      },
    ];
  }
  return await Promise.all(
    containers.map(async (container): Promise<Finding> => {
      const head = { kind: 'container', owner: container.name, since: momentOf(container.createdAt) } as const;
      const details = createdFrom(await around.docker.inspect(container.id));
      const hash = details.labels[hashLabel];
      if (service.hash === null || hash === undefined) {
        return finding({ ...head, state: 'unknown', found: 'Compose не пометил контейнер хешем настроек.' });
      }
      if (hash === service.hash) {
        return finding({ ...head, state: 'same', found: `Контейнер ${stateWord(container)}; создан по этому тексту.` });
      }
      const differences = valueDifferences(serviceFrom(service, details), details.settings, sameSetting);
      return {
        place: {
          ...head,
          state: 'different',
          found: `Контейнер ${stateWord(container)}; создан по прежнему тексту.`,
          differences: differences.length > 0 ? differences : [another],
        },
        reasons: [
          {
            text: '«restart» правок файла проекта не видит: он запускает тот же контейнер. Новый по новому тексту создаёт «up -d»; именованные тома при этом остаются.',
            commands: [`docker compose up -d ${service.name}`],
          },
        ],
      };
    }),
  );
}

const another: ConfigurationDifference = {
  where: 'другие ключи сервиса',
  workspace: 'хеш настроек новый',
  here: 'хеш настроек прежний',
};

function sameSetting(left: unknown, right: unknown): boolean {
  return show(left) === show(right);
}
