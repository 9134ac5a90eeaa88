import { once } from 'node:events';
import { PassThrough } from 'node:stream';

import Dockerode from 'dockerode';

import type { ContainerView } from '#protocol/cluster.ts';

import { withDeadline } from './deadline.ts';
import { type EngineEvent, hearEvents, isPassing, readerLabel, watchedActions } from './docker-events.ts';
import { engineOptions } from './engine-options.ts';
import { linesOf } from './log-lines.ts';
import { firstFileOf } from './tar.ts';

/** A container as Docker inspects it: the view's fields, and what the other witnesses need to find their way. */
export type ContainerFacts = Omit<ContainerView, 'role'> & {
  readonly hostname: string;
  readonly aliases: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly exposed: readonly number[];
};

/** An image: `history` is what made its layers, the oldest first. */
export type ImageFacts = { readonly id: string; readonly createdAt: string; readonly history: readonly string[] };

/** A process inside a container that lives as long as its input stays open. */
export type ContainerProcess = AsyncDisposable & {
  readonly output: NodeJS.ReadableStream;
  /** Settles when the process or its container has ended. */
  readonly ended: Promise<void>;
  write(text: string): void;
};

/** An open stream of the engine's events. */
export type EngineFollower = Disposable & {
  /** Settles when the engine has hung up. */
  readonly ended: Promise<void>;
};

/** What the lab asks Docker Engine; every question has a deadline of its own. */
export type Docker = {
  containers(project: string): Promise<readonly ContainerFacts[]>;
  /** One container; null when it is gone or there for a moment only. */
  container(id: string): Promise<ContainerFacts | null>;
  /** Answers while the engine is alive. */
  ping(): Promise<void>;
  /** Follows what happens to all containers and networks of the engine from now on. */
  follow(listener: (event: EngineEvent) => void): Promise<EngineFollower>;
  image(reference: string): Promise<ImageFacts | null>;
  /** Files of an image by their absolute paths; null for one that it lacks. */
  imageFiles(imageId: string, paths: readonly string[]): Promise<ReadonlyMap<string, Buffer | null>>;
  containerFile(containerId: string, path: string): Promise<Buffer | null>;
  /** Everything that Docker knows of a container, as it answers; null when there is none. */
  inspect(containerId: string): Promise<unknown>;
  /** The processes of a container: when each began (milliseconds since the epoch, to the second), and its command. */
  processes(containerId: string): Promise<readonly { readonly startedAt: number; readonly command: string }[]>;
  /** Log lines newer than `since` (seconds with a fraction), each begun by its time. */
  logs(containerId: string, since: string, tail: number): Promise<readonly string[]>;
  run(containerId: string, command: readonly string[]): Promise<ContainerProcess>;
};

const questionDeadline = 3_000;
const pingDeadline = 1_000;
/** Milliseconds; no reading of an image takes as long. */
const orphanAfter = 60_000;

/**
 * Talks to Docker Engine; connects on the first question, not before.
 * @param host the value of `DOCKER_HOST`, or null for this machine's engine
 * @param deadline of a question, in milliseconds
 */
export function createDocker(host: string | null, deadline = questionDeadline): Docker {
  const engine = new Dockerode(engineOptions(host));
  const ask = <Value>(what: string, promise: Promise<Value>) =>
    withDeadline(`Docker Engine, ${what}`, deadline, promise);
  /** The first reading of an image removes what a killed server left. */
  let swept = false;

  return {
    async containers(project) {
      const found = await ask(
        'список контейнеров',
        engine.listContainers({ all: true, filters: { label: [`com.docker.compose.project=${project}`] } }),
      );
      const facts = await Promise.all(found.map(async ({ Id }) => (await inspect(Id)) ?? []));
      return facts.flat().toSorted((left, right) => left.name.localeCompare(right.name));
    },

    container: inspect,

    async ping() {
      await withDeadline('Docker Engine', pingDeadline, engine.ping());
    },

    async follow(listener) {
      const hangUp = new AbortController();
      const asked = engine.getEvents({
        filters: JSON.stringify({ type: ['container', 'network'], event: watchedActions }),
        abortSignal: hangUp.signal,
      });
      const stream = await withDeadline('Docker Engine, события', deadline, asked, () => hangUp.abort());
      const ended = hearEvents(stream, listener, () => hangUp.abort());
      return { ended, [Symbol.dispose]: () => hangUp.abort() };
    },

    async image(reference) {
      const image = engine.getImage(reference);
      const details = await nullIfMissing(ask(`образ ${reference}`, image.inspect()));
      if (details === null) return null;
      const layers: unknown = await ask(`история образа ${reference}`, image.history());
      return { id: details.Id, createdAt: details.Created, history: parseHistory(layers) };
    },

    async imageFiles(imageId, paths) {
      if (!swept) await ask('прежние контейнеры для чтения', sweepReaders());
      swept = true;
      const made = engine.createContainer({ Image: imageId, Cmd: ['true'], Labels: { [readerLabel]: 'true' } });
      const container = await withDeadline('Docker Engine, контейнер для чтения образа', deadline, made, () => {
        // A busy engine makes it all the same, only later; one that can't be removed then is left to the next sweep.
        void made.then((late) => late.remove({ v: true, force: true })).catch(() => undefined);
      });
      try {
        const files = new Map<string, Buffer | null>();
        for (const path of paths) files.set(path, await readFile(container, path));
        return files;
      } finally {
        await ask('удаление контейнера для чтения', container.remove({ v: true, force: true }));
      }
    },

    containerFile: (containerId, path) => readFile(engine.getContainer(containerId), path),

    inspect: (containerId) => nullIfMissing(ask('контейнер', engine.getContainer(containerId).inspect())),

    async processes(containerId) {
      const top: unknown = await ask(
        'процессы контейнера',
        engine.getContainer(containerId).top({ ps_args: '-eo pid,etimes,args' }),
      );
      return parseProcesses(top, Date.now());
    },

    async logs(containerId, since, tail) {
      // `since` takes a fraction of a second, which the type does not know.
      const options = { stdout: true, stderr: true, timestamps: true, tail, since, follow: false } as const;
      const container: { logs(options: object): Promise<unknown> } = engine.getContainer(containerId);
      const bytes = await ask('журнал контейнера', container.logs(options));
      return Buffer.isBuffer(bytes) ? linesOf(bytes) : [];
    },

    async run(containerId, command) {
      const exec = await ask(
        'запуск в контейнере',
        engine.getContainer(containerId).exec({
          Cmd: [...command],
          AttachStdin: true,
          AttachStdout: true,
          AttachStderr: true,
        }),
      );
      const stream = await ask('запуск в контейнере', exec.start({ hijack: true, stdin: true }));
      const output = new PassThrough();
      const errors = new PassThrough();
      errors.resume();
      engine.modem.demuxStream(stream, output, errors);
      const { promise: ended, resolve } = Promise.withResolvers<void>();
      // A container that is killed resets the stream: for us that is its end, no failure.
      stream.on('error', () => resolve());
      stream.on('end', () => resolve());
      stream.on('close', () => resolve());
      return {
        output,
        ended,
        write: (text) => {
          if (stream.writable) stream.write(text);
        },
        async [Symbol.asyncDispose]() {
          stream.end();
          await withDeadline('конец процесса в контейнере', 500, ended).catch(() => undefined);
          stream.destroy();
          output.end();
        },
      };
    },
  };

  async function inspect(id: string): Promise<ContainerFacts | null> {
    const details = await nullIfMissing(ask('контейнер', engine.getContainer(id).inspect()));
    return details === null || isPassing(details.Config.Labels) ? null : factsOf(details);
  }

  /** A reader lives for seconds: an older one has nobody who would remove it. */
  async function sweepReaders(): Promise<void> {
    const readers = await engine.listContainers({ all: true, filters: { label: [readerLabel] } });
    const orphans = readers.filter(({ Created }) => Date.now() - Created * 1_000 > orphanAfter);
    await Promise.all(orphans.map(({ Id }) => nullIfMissing(engine.getContainer(Id).remove({ v: true, force: true }))));
  }

  async function readFile(container: Dockerode.Container, path: string): Promise<Buffer | null> {
    const stream = await nullIfMissing(ask(`файл ${path}`, container.getArchive({ path })));
    if (stream === null) return null;
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    await ask(`файл ${path}`, once(stream, 'end'));
    return firstFileOf(Buffer.concat(chunks));
  }
}

async function nullIfMissing<Value>(promise: Promise<Value>): Promise<Value | null> {
  try {
    return await promise;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 404) return null;
    throw error;
  }
}

function factsOf(details: Dockerode.ContainerInspectInfo): ContainerFacts {
  const { Config, State, NetworkSettings } = details;
  const networks = Object.values(NetworkSettings.Networks);
  const moment = (text: string) => (text === '' || text.startsWith('0001-') ? null : text);
  return {
    id: details.Id,
    name: details.Name.replace(/^\//, ''),
    service: Config.Labels['com.docker.compose.service'] ?? '',
    image: Config.Image,
    imageId: details.Image,
    state: stateOf(State.Status),
    health: healthOf(State.Health?.Status),
    exitCode: State.Running ? null : State.ExitCode,
    createdAt: moment(details.Created),
    startedAt: moment(State.StartedAt),
    finishedAt: moment(State.FinishedAt),
    networks: Object.keys(NetworkSettings.Networks),
    addresses: networks.map(({ IPAddress }) => IPAddress).filter((address) => address !== ''),
    ports: Object.entries(NetworkSettings.Ports ?? {}).flatMap(([port, bindings]: [string, unknown]) =>
      (Array.isArray(bindings) ? bindings : []).map((binding: { HostIp: string; HostPort: string }) => ({
        container: Number.parseInt(port, 10),
        host: Number.parseInt(binding.HostPort, 10),
        address: binding.HostIp,
      })),
    ),
    mounts: details.Mounts.map((mount) => ({
      type: mount.Type ?? 'bind',
      source: mount.Name ?? mount.Source,
      destination: mount.Destination,
    })),
    hostname: Config.Hostname,
    aliases: networks.flatMap(({ Aliases }: { Aliases?: string[] | null }) => Aliases ?? []),
    command: [...listOf(Config.Entrypoint), ...listOf(Config.Cmd)],
    environment: Object.fromEntries((Config.Env ?? []).map((line) => splitOnce(line, '='))),
    exposed: Object.keys(Config.ExposedPorts ?? {}).map((port) => Number.parseInt(port, 10)),
  };
}

const states = ['created', 'running', 'paused', 'restarting', 'exited', 'dead', 'removing'] as const;

function stateOf(status: string): ContainerView['state'] {
  return states.find((state) => state === status) ?? 'dead';
}

function healthOf(status: string | undefined): ContainerView['health'] {
  return status === 'healthy' || status === 'unhealthy' || status === 'starting' ? status : null;
}

function listOf(value: string | string[] | null | undefined): string[] {
  return typeof value === 'string' ? [value] : (value ?? []);
}

function splitOnce(line: string, mark: string): [string, string] {
  const at = line.indexOf(mark);
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + mark.length)];
}

function parseHistory(layers: unknown): string[] {
  if (!Array.isArray(layers)) return [];
  return layers
    .map((layer: unknown) =>
      typeof layer === 'object' && layer !== null && 'CreatedBy' in layer && typeof layer.CreatedBy === 'string'
        ? layer.CreatedBy
        : '',
    )
    .toReversed();
}

/** Docker answers with the columns of `ps`: pid, seconds since the start, command. */
function parseProcesses(top: unknown, now: number): { startedAt: number; command: string }[] {
  const rows: unknown = typeof top === 'object' && top !== null && 'Processes' in top ? top.Processes : [];
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row: unknown) => {
    const [, seconds, command]: unknown[] = Array.isArray(row) ? row : [];
    return /^\d+$/.test(String(seconds)) && typeof command === 'string'
      ? [{ startedAt: now - Number(seconds) * 1_000, command }]
      : [];
  });
}
