import type { ProjectService } from './compose-project.ts';

type Settings = Readonly<Record<string, unknown>>;

/** What a container was created with, in the compose file's own words, and the labels that Compose gave it. */
export type CreatedContainer = { readonly labels: Readonly<Record<string, string>>; readonly settings: Settings };

/** Reads what Docker inspects of a container. */
export function createdFrom(value: unknown): CreatedContainer {
  const config = at(value, 'Config');
  const host = at(value, 'HostConfig');
  const bindings = at(host, 'PortBindings');
  const environment = new Map(
    texts(at(config, 'Env')).map((line) => {
      const mark = line.indexOf('=');
      return mark < 0 ? ([line, ''] as const) : ([line.slice(0, mark), line.slice(mark + 1)] as const);
    }),
  );
  return {
    labels: Object.fromEntries(
      entries(at(config, 'Labels')).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    ),
    settings: {
      image: at(config, 'Image'),
      container_name: textOf(at(value, 'Name') ?? '').replace(/^\//, ''),
      hostname: at(config, 'Hostname'),
      command: texts(at(config, 'Cmd')).join(' '),
      restart: at(at(host, 'RestartPolicy'), 'Name') || 'no',
      ports: entries(bindings)
        .flatMap(([port, list]) =>
          (Array.isArray(list) ? list : []).map(
            (one: unknown) => `${portText(at(one, 'HostIp'), at(one, 'HostPort'))}${port.replace(/\/tcp$/, '')}`,
          ),
        )
        .toSorted(),
      volumes: mounts(at(value, 'Mounts')).toSorted(),
      environment: Object.fromEntries(environment),
      stop_grace_period: at(config, 'StopTimeout') ?? null,
      healthcheck: texts(at(at(config, 'Healthcheck'), 'Test')).join(' '),
    },
  };
}

/** The same keys as the project has them now; what it leaves to the image is taken as the container has it. */
export function serviceFrom(service: ProjectService, { settings }: CreatedContainer): Settings {
  const { raw } = service;
  const environment = at(raw, 'environment');
  const own = at(settings, 'environment');
  return {
    image: service.reference,
    container_name: service.containerName ?? settings.container_name,
    hostname: at(raw, 'hostname') ?? settings.hostname,
    command: raw.command === undefined || raw.command === null ? settings.command : words(raw.command),
    restart: at(raw, 'restart') ?? 'no',
    ports: list(raw.ports)
      .map((port) => `${portText(at(port, 'host_ip'), at(port, 'published'))}${textOf(at(port, 'target'))}`)
      .toSorted(),
    volumes: list(raw.volumes)
      .map((volume) => `${sourceText(volume)}:${textOf(at(volume, 'target'))}`)
      .toSorted(),
    // The image sets variables of its own: only what the project names is compared.
    environment: {
      ...(typeof own === 'object' ? own : {}),
      ...(typeof environment === 'object' && environment !== null ? environment : {}),
    },
    stop_grace_period: seconds(at(raw, 'stop_grace_period')),
    healthcheck: raw.healthcheck === undefined ? settings.healthcheck : words(at(raw.healthcheck, 'test')),
  };
}

function mounts(value: unknown): string[] {
  return list(value)
    .filter((mount) => at(mount, 'Type') === 'volume' || at(mount, 'Type') === 'bind')
    .filter((mount) => !/^[0-9a-f]{64}$/.test(textOf(at(mount, 'Name') ?? '')))
    .map(
      (mount) => `${volumeName(at(mount, 'Name')) ?? textOf(at(mount, 'Source'))}:${textOf(at(mount, 'Destination'))}`,
    );
}

/** Compose puts the project's name before a volume's: `ha-lab_pg-master-data`. */
function volumeName(name: unknown): string | null {
  return typeof name === 'string' ? name.replace(/^[^_]*_/, '') : null;
}

function sourceText(volume: unknown): string {
  return textOf(at(volume, 'source') ?? '');
}

function portText(address: unknown, published: unknown): string {
  const place = typeof address === 'string' && address !== '' && address !== '0.0.0.0' ? `${address}:` : '';
  const port = textOf(published) === '' ? '' : `${textOf(published)}:`;
  return `${place}${port}`;
}

function seconds(value: unknown): number | null {
  const found = typeof value === 'string' ? /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(value) : null;
  if (found === null) return null;
  return Number(found[1] ?? 0) * 3_600 + Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0);
}

function words(value: unknown): string {
  return typeof value === 'string' ? value : texts(value).join(' ');
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** A text or a number as text, anything else as none. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function texts(value: unknown): string[] {
  return list(value).filter((item) => typeof item === 'string');
}
