import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { ImageView, ServiceView } from '#protocol/cluster.ts';

import { reasonOf } from './deadline.ts';
import type { Docker, ImageFacts } from './docker.ts';
import { endsWithRuns, firstDifference, parseDockerfile, type Recipe } from './dockerfile.ts';

/** Compares the images that the lab builds with the files they should be built from. */
export type ImageWitness = { observe(services: readonly ServiceView[]): Promise<readonly ImageView[]> };

type Source = { readonly context: string; readonly dockerfile: string };

/** What is in an image never changes: it is read once an image. */
export function createImageWitness(
  docker: Docker,
  options: { readonly workspaceDir: string; readonly project: string },
): ImageWitness {
  const contents = new Map<string, Promise<ReadonlyMap<string, Buffer | null>>>();

  const contentOf = (id: string, paths: readonly string[]) => {
    const key = `${id} ${paths.join(' ')}`;
    const known = contents.get(key);
    if (known !== undefined) return known;
    const read = docker.imageFiles(id, paths);
    contents.set(key, read);
    read.catch(() => contents.delete(key));
    return read;
  };

  return {
    async observe(services) {
      const built = services.filter(({ role, build }) => role === 'node' || build !== null);
      const byReference = Map.groupBy(built, ({ image, name }) => image ?? `${options.project}-${name}`);
      return await Promise.all(
        [...byReference].map(async ([reference, users]): Promise<ImageView> => {
          const build = users.find((service) => service.build !== null)?.build;
          const source = build ?? {
            context: options.workspaceDir,
            dockerfile: join(options.workspaceDir, 'Dockerfile'),
          };
          const head = { reference, services: users.map(({ name }) => name) };
          try {
            return { ...head, ...(await compare(reference, source)), problem: null };
          } catch (error) {
            return { ...head, ...absent, problem: reasonOf(error) };
          }
        }),
      );
    },
  };

  async function compare(reference: string, source: Source) {
    const image = await docker.image(reference);
    if (image === null) return absent;
    const recipe = parseDockerfile(await readFile(source.dockerfile, 'utf8'));
    const base = recipe.incomparable ? null : await docker.image(baseOf(recipe));
    return {
      id: image.id,
      createdAt: image.createdAt,
      ...compareRecipe(recipe, image, base),
      newer: Date.parse(image.createdAt) > (await newestChange(source, recipe)),
      files: await compareFiles(image, source, recipe),
    };
  }

  async function compareFiles(image: ImageFacts, source: Source, recipe: Recipe): Promise<ImageView['files']> {
    if (recipe.copies.length === 0) return [];
    const inside = await contentOf(
      image.id,
      recipe.copies.map(({ to }) => to),
    );
    return await Promise.all(
      recipe.copies.map(async ({ from, to }) => {
        const file = inside.get(to) ?? null;
        const state = file === null ? 'missing' : file.equals(await fileOf(source, from)) ? 'same' : 'different';
        return { path: from, inImage: to, state } as const;
      }),
    );
  }
}

const absent = {
  id: null,
  createdAt: null,
  recipe: 'unknown',
  difference: null,
  newer: false,
  files: [],
} as const satisfies Partial<ImageView>;

/** The image that a Dockerfile begins with. */
export function baseOf(recipe: Recipe): string {
  const words = recipe.instructions.find(({ name }) => name === 'FROM')?.text.split(' ') ?? [];
  return words.find((word) => !word.startsWith('--')) ?? 'scratch';
}

/** Whether an image's layers were made by this recipe. */
export function compareRecipe(
  recipe: Recipe,
  image: ImageFacts,
  base: ImageFacts | null,
): Pick<ImageView, 'recipe' | 'difference'> {
  if (recipe.incomparable) return { recipe: 'unknown', difference: null };
  const onBase = base !== null && base.history.every((layer, index) => layer === image.history[index]);
  if (!onBase) {
    // The base is gone or newer than the image: then only the end of its history is certain to be ours.
    if (!endsWithRuns(recipe, image.history)) return { recipe: 'different', difference: null };
    return { recipe: base === null ? 'same' : 'unknown', difference: null };
  }
  const difference = firstDifference(recipe, image.history.slice(base.history.length));
  return difference === null
    ? { recipe: 'same', difference: null }
    : { recipe: 'different', difference: `${difference.name} ${difference.text}`.slice(0, 120) };
}

async function fileOf({ context }: Source, path: string): Promise<Buffer> {
  return await readFile(join(context, path));
}

async function newestChange({ context, dockerfile }: Source, recipe: Recipe): Promise<number> {
  const files = [dockerfile, ...recipe.copies.map(({ from }) => join(context, from))];
  const times = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs));
  return Math.max(...times);
}
