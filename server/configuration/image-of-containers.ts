import { type Around, type Finding, finding, momentOf, stateWord } from './around.ts';
import type { FileUse } from './file-uses.ts';

/** Whether the containers were created from the image of this name as it is now, or from one before. */
export async function findImageOfContainers(use: FileUse, around: Around): Promise<Finding[]> {
  const references = new Set(around.builds.filter(({ path }) => path === use.path).map(({ image }) => image));
  const users = around.project.services.filter(({ reference }) => references.has(reference));
  if (users.length === 0) {
    return [
      finding({ kind: 'container', owner: null, state: 'none', found: 'Сервисы проекта из него ничего не собирают.' }),
    ];
  }
  const found = await Promise.all(
    users.map(async ({ name, containerName, reference }): Promise<Finding[]> => {
      const containers = around.containers.filter(({ service }) => service === name);
      if (containers.length === 0) {
        return [
          finding({ kind: 'container', owner: containerName ?? name, state: 'absent', found: 'Контейнера нет.' }),
        ];
      }
      const image = await around.image(reference);
      return containers.map((container): Finding => {
        const head = { kind: 'container', owner: container.name, since: momentOf(container.createdAt) } as const;
        if (image !== null && image.id === container.imageId) {
          return finding({
            ...head,
            state: 'same',
            found: `Контейнер ${stateWord(container)}; создан из этого образа.`,
          });
        }
        return {
          place: {
            ...head,
            state: 'different',
            found: `Контейнер ${stateWord(container)}; создан из прежнего образа.`,
            differences: [{ where: 'образ', workspace: shortId(image?.id), here: shortId(container.imageId) }],
          },
          reasons: [
            {
              text: 'Новый образ не меняет контейнеров, которые уже есть: «restart» запускает тот же самый, новый создаёт «up -d».',
              commands: ['docker compose up -d'],
            },
          ],
        };
      });
    }),
  );
  return found.flat();
}

function shortId(id: string | undefined): string {
  return id === undefined ? 'образа с этим именем нет' : id.replace(/^sha256:/, '').slice(0, 12);
}
