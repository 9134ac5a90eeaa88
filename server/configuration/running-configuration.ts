import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { ConfigurationReport, ConfiguredFile, Mistake } from '#protocol/configuration.ts';

import { DeadlineError, reasonOf, withDeadline } from '../cluster/deadline.ts';
import { type ContainerFacts, createDocker, type Docker } from '../cluster/docker.ts';
import { parseDockerfile } from '../cluster/dockerfile.ts';
import { answered, silent } from '../cluster/health.ts';
import { findMistakes } from './mistakes/find-mistakes.ts';
import type { Journal } from '../journal/journal.ts';
import { LabError } from '../lab-error.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Around } from './around.ts';
import { createClusterAsker } from './cluster-asker.ts';
import { type ComposeProject, createComposeProjectReader, pathInside } from './compose-project.ts';
import { describeFile, nothingKnown } from './describe-file.ts';
import { type BuildRecipe, type FileUse, findFileUses } from './file-uses.ts';
import { createSavedTexts } from './saved-texts.ts';

/** Answers «Какая настройка работает?» of one run. */
export type RunningConfiguration = AsyncDisposable & {
  /** Never throws: what can't be asked says why. One look runs at a time, kept for a second. */
  readonly look: () => Promise<ConfigurationReport>;
  /** The known mistakes of the workspace's files, for the checks. */
  readonly mistakes: () => Promise<readonly Mistake[]>;
};

export type RunningConfigurationOptions = {
  readonly project: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly workspace: Workspace;
  readonly journal: Pick<Journal, 'read' | 'follow'>;
  /** Where published ports are reached from this process. */
  readonly host?: string;
};

const freshFor = 1_000;
const fileDeadline = 12_000;

/** Makes it; nothing is asked or started before the first look. */
export function createRunningConfiguration(options: RunningConfigurationOptions): RunningConfiguration {
  const { workspace, project } = options;
  const docker = createDocker(options.environment.DOCKER_HOST ?? null);
  const readProject = createComposeProjectReader({ ...options, workspaceDir: workspace.dir });
  const saved = createSavedTexts(options.journal);
  const asker = createClusterAsker(options.host ?? '127.0.0.1');
  const imageTexts = new Map<string, Promise<string | null>>();
  let last: ConfigurationReport | null = null;
  /** By the steady counter: a clock that is set back would keep a report for as long. */
  let lookedAt = -Infinity;
  let underWay: Promise<ConfigurationReport> | null = null;
  let judged: { readonly of: string; readonly mistakes: readonly Mistake[] } | null = null;

  const readTexts = async (): Promise<Map<string, string>> => {
    const texts = new Map<string, string>();
    for (const { path } of await workspace.list()) {
      try {
        const { text, original } = await workspace.read(path);
        if (original !== '') saved.begin(path, original);
        saved.remember(text);
        texts.set(path, text);
      } catch (error) {
        // Binary, or gone since the listing: no configuration that could be compared.
        if (!(error instanceof LabError)) throw error;
      }
    }
    return texts;
  };

  const readAll = async () => {
    const [texts, compose] = await Promise.all([readTexts(), readProject()]);
    const builds = await readBuilds(compose, workspace.dir);
    return { texts, compose, builds, uses: findFileUses(texts, compose, builds, workspace.dir) };
  };
  type Everything = Awaited<ReturnType<typeof readAll>>;

  const judge = ({ texts, uses }: Everything): readonly Mistake[] => {
    const of = uses.map(({ path, kind }) => `${path} ${kind} ${texts.get(path) ?? ''}`).join('\0');
    if (judged?.of !== of)
      judged = { of, mistakes: findMistakes(uses.map((use) => ({ ...use, text: texts.get(use.path) ?? '' }))) };
    return judged.mistakes;
  };

  const imageText = (imageId: string, path: string): Promise<string | null> => {
    const key = `${imageId} ${path}`;
    const known = imageTexts.get(key);
    if (known !== undefined) return known;
    const read = docker.imageFiles(imageId, [path]).then((files) => files.get(path)?.toString('utf8') ?? null);
    imageTexts.set(key, read);
    read.catch(() => imageTexts.delete(key));
    return read;
  };

  const look = async (): Promise<ConfigurationReport> => {
    const at = Date.now();
    const [everything, engine] = await Promise.all([readAll(), askContainers(docker, project)]);
    const { texts, compose, builds, uses } = everything;
    const mistakes = judge(everything);
    const images = new Map<string, ReturnType<Docker['image']>>();
    const around: Around = {
      docker,
      engine: engine.health,
      containers: engine.containers,
      project: compose,
      builds,
      saved,
      changedAt: async (path) => (await stat(join(workspace.dir, path))).mtimeMs,
      image(reference) {
        const known = images.get(reference);
        if (known !== undefined) return known;
        const asked = docker.image(reference);
        images.set(reference, asked);
        return asked;
      },
      imageText,
      containerText: async (id, path) => (await docker.containerFile(id, path))?.toString('utf8') ?? null,
    };
    const describe = async (use: FileUse): Promise<ConfiguredFile> => {
      const text = texts.get(use.path) ?? '';
      const own = mistakes.filter(({ file }) => file === use.path);
      try {
        return await withDeadline(use.path, fileDeadline, describeFile(use, text, around, asker, own));
      } catch (error) {
        if (!(error instanceof DeadlineError)) throw error;
        return nothingKnown(use, `Сравнить не удалось: ${error.message}.`, own);
      }
    };
    return {
      at,
      problems: [engine.health.problem, compose.problem].filter((problem) => problem !== null),
      files: await Promise.all(uses.map(describe)),
    };
  };

  return {
    async look() {
      if (underWay !== null) return await underWay;
      if (last !== null && performance.now() - lookedAt < freshFor) return last;
      underWay = look();
      try {
        const asked = performance.now();
        last = await underWay;
        lookedAt = asked;
        return last;
      } finally {
        underWay = null;
      }
    },
    mistakes: async () => judge(await readAll()),
    async [Symbol.asyncDispose]() {
      await underWay?.catch(() => undefined);
      saved[Symbol.dispose]();
      await asker[Symbol.asyncDispose]();
    },
  };
}

async function askContainers(docker: Docker, project: string) {
  try {
    return { health: answered(), containers: await docker.containers(project) };
  } catch (error) {
    const containers: readonly ContainerFacts[] = [];
    return { health: silent(`Docker Engine не отвечает: ${reasonOf(error)}`), containers };
  }
}

/** The Dockerfiles that the project builds from; of the nodes' one also where the project only names their image. */
async function readBuilds(project: ComposeProject, dir: string): Promise<BuildRecipe[]> {
  const named = project.services.flatMap((service) =>
    service.build === null ? [] : [{ ...service.build, image: service.reference }],
  );
  const node = project.services.find(({ role }) => role === 'node');
  const left =
    named.length === 0 && node !== undefined
      ? [{ context: dir, dockerfile: join(dir, 'Dockerfile'), image: node.reference }]
      : [];
  const builds = await Promise.all(
    [...named, ...left].map(async ({ context, dockerfile, image }): Promise<BuildRecipe | null> => {
      const path = pathInside(dir, dockerfile);
      if (path === null) return null;
      try {
        return { path, context, image, recipe: parseDockerfile(await readFile(dockerfile, 'utf8')) };
      } catch (error) {
        // Compose says itself that it has nothing to build from.
        if (error instanceof Error && 'code' in error) return null;
        throw error;
      }
    }),
  );
  const present = builds.filter((build) => build !== null);
  return present.filter(
    (one, index) => present.findIndex(({ path, image }) => path === one.path && image === one.image) === index,
  );
}
