import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

import type { ServiceView } from '#protocol/cluster.ts';
import { parseRecord, type UnknownRecord } from '#protocol/parse.ts';

import { composeRefusal, composeSources, composeVersion, parseServices } from '../cluster/compose.ts';
import { reasonOf } from '../cluster/deadline.ts';

const run = promisify(execFile);
const deadline = 8_000;

/** A service as Compose understands it, with what tells whether its container was made by the present text. */
export type ProjectService = ServiceView & {
  /** The name of its image, also where the file leaves it to Compose. */
  readonly reference: string;
  /** Words of its entrypoint and command. */
  readonly command: readonly string[];
  /** Files and folders of the machine that it mounts: the absolute source and the path inside. */
  readonly binds: readonly { readonly source: string; readonly target: string }[];
  /** What Compose would label a container with that it made now. */
  readonly hash: string | null;
  readonly raw: UnknownRecord;
};

/** The run's compose project as its files describe it. */
export type ComposeProject = {
  /** Why it could not be read, in Russian. */
  readonly problem: string | null;
  /** Paths of its files in the workspace, the main one first. */
  readonly files: readonly string[];
  readonly services: readonly ProjectService[];
};

export type ComposeProjectOptions = {
  readonly workspaceDir: string;
  readonly project: string;
  readonly environment: Readonly<Record<string, string>>;
};

/** Reads the project, again only when its files have changed. */
export function createComposeProjectReader(options: ComposeProjectOptions): () => Promise<ComposeProject> {
  let known: { readonly version: string; readonly project: ComposeProject } | null = null;

  return async () => {
    const version = await composeVersion(options.workspaceDir);
    if (known?.version === version) return known.project;
    const files = await presentFiles(options.workspaceDir);
    try {
      const project = { problem: null, files, services: await readServices(options) };
      known = { version, project };
      return project;
    } catch (error) {
      const words = composeRefusal(error);
      if (words === null) return { problem: `docker compose не ответил: ${reasonOf(error)}`, files, services: [] };
      const project = { problem: `docker compose config: ${words.trim()}`, files, services: [] };
      known = { version, project };
      return project;
    }
  };
}

async function readServices(options: ComposeProjectOptions): Promise<ProjectService[]> {
  const [text, hashes] = await Promise.all([ask(options, '--format', 'json'), ask(options, '--hash', '*')]);
  const value: unknown = JSON.parse(text);
  const raws = parseRecord(parseRecord(value, 'compose').services ?? {}, 'services');
  const hashOf = parseHashes(hashes);
  return parseServices(value, options.workspaceDir).map((service) => {
    const raw = parseRecord(raws[service.name], service.name);
    return {
      ...service,
      reference: service.image ?? `${options.project}-${service.name}`,
      command: [...wordsOf(raw.entrypoint), ...wordsOf(raw.command)],
      binds: bindsOf(raw.volumes),
      hash: hashOf.get(service.name) ?? null,
      raw,
    };
  });
}

async function ask({ workspaceDir, project, environment }: ComposeProjectOptions, ...words: string[]): Promise<string> {
  const { stdout } = await run('docker', ['compose', 'config', ...words], {
    cwd: workspaceDir,
    env: { ...environment, COMPOSE_PROJECT_NAME: project },
    timeout: deadline,
    maxBuffer: 4 * 1024 * 1024,
  });
  return stdout;
}

/** Compose takes the first of its names and then the first override. */
async function presentFiles(folder: string): Promise<string[]> {
  const present: string[] = [];
  for (const name of composeSources) {
    try {
      await access(join(folder, name));
      present.push(name);
    } catch (error) {
      // A name that is not there is no file of the project; whatever else is wrong Compose will say itself.
      if (!(error instanceof Error)) throw error;
    }
  }
  const main = present.find((name) => !name.includes('override') && name !== '.env');
  const override = present.find((name) => name.includes('override'));
  return [main, override].filter((name) => name !== undefined);
}

function parseHashes(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const [name, hash] = line.trim().split(/\s+/);
      return name === undefined || hash === undefined ? [] : [[name, hash]];
    }),
  );
}

function wordsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.split(/\s+/);
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : [];
}

function bindsOf(value: unknown): { source: string; target: string }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    const volume = parseRecord(item, 'volumes');
    return volume.type === 'bind' && typeof volume.source === 'string' && typeof volume.target === 'string'
      ? [{ source: volume.source, target: volume.target }]
      : [];
  });
}

/** A path of the machine as a path in the workspace, or null for one outside. */
export function pathInside(workspaceDir: string, path: string): string | null {
  const way = relative(workspaceDir, path);
  return way === '' || way.startsWith('..') || way.startsWith('/') ? null : way;
}
