import { compareRecipe, baseOf } from '../cluster/images.ts';
import { type Around, type Finding, finding, momentOf } from './around.ts';
import { compareTexts } from './compare-texts.ts';
import type { FileUse } from './file-uses.ts';

const rebuild = 'docker compose up -d --build';

/** A file as the images have it that a Dockerfile copies it into. */
export async function findInImages(use: FileUse, text: string, around: Around): Promise<Finding[]> {
  if (use.kind === 'dockerfile') return await findRecipes(use, around);
  if (use.copies.length === 0) return [neverInImage(use)];
  return await Promise.all(
    use.copies.map(async ({ image: reference, path }) => {
      const image = await around.image(reference);
      const head = { kind: 'image', owner: reference } as const;
      if (image === null) return notBuilt(reference);
      const since = momentOf(image.createdAt);
      if (isCovered(use, reference, around)) {
        const found = `Копией ${path} никто не пользуется: поверх неё монтируется файл рабочей папки.`;
        return finding({ ...head, state: 'none', found, since });
      }
      const inside = await around.imageText(image.id, path);
      if (inside === null) {
        return {
          place: { ...head, state: 'absent', found: `В образе нет файла ${path}.`, since, differences: [] },
          reasons: [{ text: copyNeedsBuild, commands: [rebuild] }],
        };
      }
      const { same, differences, note } = compareTexts(use.kind, text, inside);
      if (same) return finding({ ...head, state: 'same', found: `${path}: тот же текст${note}.`, since });
      return {
        place: { ...head, state: 'different', found: `${path}: прежний текст.`, since, differences },
        reasons: [{ text: copyNeedsBuild, commands: [rebuild] }],
      };
    }),
  );
}

/** Whether every service of the image that reads the file has it mounted over the image's own copy. */
function isCovered({ readers }: FileUse, reference: string, { project }: Around): boolean {
  const own = readers.filter(({ service }) =>
    project.services.some(({ name, reference: image }) => name === service && image === reference),
  );
  return own.length > 0 && own.every(({ by }) => by === 'mount');
}

const copyNeedsBuild =
  'COPY кладёт файл в образ во время сборки: пока образ не собран заново, в нём прежний текст, сколько бы раз ни перезапускали контейнеры.';

function neverInImage(use: FileUse): Finding {
  const mounted = use.readers.some(({ by }) => by === 'mount');
  return finding({
    kind: 'image',
    owner: null,
    state: 'none',
    found:
      use.kind === 'compose'
        ? 'В образ не попадает: его читает docker compose на вашей машине.'
        : mounted
          ? 'Монтируется при запуске контейнера; в образе этого файла нет.'
          : 'Ни один Dockerfile проекта его не копирует.',
  });
}

function notBuilt(reference: string): Finding {
  return {
    place: {
      kind: 'image',
      owner: reference,
      state: 'absent',
      found: 'Образ ещё не собран.',
      since: null,
      differences: [],
    },
    reasons: [],
  };
}

/** A Dockerfile is in no image: the layers are what was made of it. */
async function findRecipes(use: FileUse, around: Around): Promise<Finding[]> {
  const builds = around.builds.filter(({ path }) => path === use.path);
  return await Promise.all(
    builds.map(async ({ image: reference, recipe }) => {
      const image = await around.image(reference);
      if (image === null) return notBuilt(reference);
      const base = recipe.incomparable ? null : await around.image(baseOf(recipe));
      const compared = compareRecipe(recipe, image, base);
      const head = { kind: 'image', owner: reference, since: momentOf(image.createdAt) } as const;
      if (compared.recipe === 'same') return finding({ ...head, state: 'same', found: 'Собран по этому Dockerfile.' });
      if (compared.recipe === 'unknown') {
        return finding({
          ...head,
          state: 'unknown',
          found: recipe.incomparable
            ? 'Слои такого Dockerfile (несколько стадий, ARG или here-документ) с его текстом не сравнить.'
            : 'Базовый образ с тех пор обновился: совпадают ли все слои, сказать нельзя.',
        });
      }
      const { difference } = compared;
      return {
        place: {
          ...head,
          state: 'different',
          found: 'Собран по другому Dockerfile.',
          differences:
            difference === null
              ? []
              : [{ where: 'первое расхождение', workspace: difference, here: 'другая инструкция' }],
        },
        reasons: [
          {
            text: 'Dockerfile — рецепт: образ меняется только от новой сборки. «up -d» и «restart» её не начинают.',
            commands: [rebuild],
          },
        ],
      };
    }),
  );
}
