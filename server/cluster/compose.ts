import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { promisify } from 'node:util';

import { composeUnanswered, type ComposeView, type ServiceView } from '#protocol/cluster.ts';
import { parseRecord } from '#protocol/parse.ts';

import { reasonOf } from './deadline.ts';
import { answered, silent } from './health.ts';
import { roleOf } from './role.ts';

const run = promisify(execFile);
const deadline = 8_000;

/** The files that Compose reads by itself in a folder. */
export const composeSources = [
  'compose.yaml',
  'compose.yml',
  'docker-compose.yml',
  'docker-compose.yaml',
  'compose.override.yaml',
  'compose.override.yml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
  '.env',
];

/** Reads the run's compose file as Compose itself understands it, again only when it has changed. */
export function createComposeReader(options: {
  readonly workspaceDir: string;
  readonly project: string;
  /** The run's environment: `PATH`, `HOME`, `DOCKER_HOST` and what the compose file interpolates. */
  readonly environment: Readonly<Record<string, string>>;
}): () => Promise<ComposeView> {
  let known: { readonly version: string; readonly view: ComposeView } | null = null;

  return async () => {
    const version = await composeVersion(options.workspaceDir);
    if (known?.version === version) return known.view;
    const { view, final } = await ask();
    if (final) known = { version, view };
    return view;
  };

  async function ask(): Promise<{ view: ComposeView; final: boolean }> {
    try {
      const { stdout } = await run('docker', ['compose', 'config', '--format', 'json'], {
        cwd: options.workspaceDir,
        env: { ...options.environment, COMPOSE_PROJECT_NAME: options.project },
        timeout: deadline,
        maxBuffer: 4 * 1024 * 1024,
      });
      return {
        view: { ...answered(), services: parseServices(JSON.parse(stdout), options.workspaceDir) },
        final: true,
      };
    } catch (error) {
      const words = composeRefusal(error);
      return words === null
        ? { view: { ...silent(`${composeUnanswered}: ${reasonOf(error)}`), services: [] }, final: false }
        : { view: { ...silent(`docker compose config: ${words}`), services: [] }, final: true };
    }
  }
}

/** A hash that changes with the compose files of a folder. */
export async function composeVersion(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of composeSources) {
    try {
      hash.update(name).update(await readFile(join(folder, name)));
    } catch (error) {
      // Compose skips the names that are not there; whatever else is wrong it will say itself.
      hash.update(reasonOf(error));
    }
  }
  return hash.digest('hex');
}

/** Compose's own words about the file; null when it ended otherwise, is not installed or took too long. */
export function composeRefusal(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error) || typeof error.code !== 'number') return null;
  const words = 'stderr' in error && typeof error.stderr === 'string' ? lastLine(error.stderr) : '';
  return words === '' || /is not a docker command|unknown (?:command|shorthand flag)/.test(words) ? null : words;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** Reads the services from the JSON of `docker compose config`. */
export function parseServices(value: unknown, workspaceDir: string): ServiceView[] {
  const services = parseRecord(parseRecord(value, 'compose').services ?? {}, 'services');
  return Object.entries(services).map(([name, raw]) => {
    const service = parseRecord(raw, name);
    const image = textOf(service.image);
    const ports = itemsOf(service.ports).flatMap((item) => {
      const port = parseRecord(item, `${name}.ports`);
      const container = Number(port.target);
      const host = Number(port.published);
      return Number.isInteger(container) && host > 0 ? [{ container, host }] : [];
    });
    return {
      name,
      containerName: textOf(service.container_name),
      image,
      build: buildOf(service.build, workspaceDir),
      ports,
      role: roleOf({
        image: image ?? '',
        command: [...wordsOf(service.entrypoint), ...wordsOf(service.command)],
        environment: {},
        ports: [...ports.map(({ container }) => container), ...itemsOf(service.expose).map(Number)],
      }),
    };
  });
}

function buildOf(value: unknown, workspaceDir: string): ServiceView['build'] {
  if (value === undefined || value === null) return null;
  const build = parseRecord(value, 'build');
  const context = textOf(build.context) ?? workspaceDir;
  const dockerfile = textOf(build.dockerfile) ?? 'Dockerfile';
  const way = relative(workspaceDir, context);
  return {
    context,
    dockerfile: isAbsolute(dockerfile) ? dockerfile : join(context, dockerfile),
    inside: !way.startsWith('..') && !isAbsolute(way),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function wordsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return itemsOf(value).filter((word) => typeof word === 'string');
}
