import { roleOf } from '../../cluster/role.ts';
import type { Remark } from './judged-file.ts';
import { brokenYaml } from './patroni-mistakes.ts';
import { readYamlKeys, scalarText, valueAt, type YamlKey } from './yaml-keys.ts';

type Service = { readonly name: string; readonly line: number; readonly role: string; readonly value: unknown };

/** What is wrong in a compose file for a cluster that is to survive. */
export function findComposeMistakes(text: string): Remark[] {
  const yaml = readYamlKeys(text);
  if (yaml.problem !== null) return [brokenYaml(yaml.problem, text)];
  const services = yaml.keys
    .filter(({ path }) => path.length === 2 && path[0] === 'services')
    .map(({ key, line, value }): Service => ({ name: key, line, value, role: roleIn(value) }));
  const lineOf = (service: Service, key: string) => lineAt(yaml.keys, ['services', service.name, key]) ?? service.line;
  const hint = yaml.keys.find(({ path }) => path.length === 1 && path[0] === 'version');
  return [
    ...services.flatMap((service) => [
      ...volumeMistakes(service),
      ...portMistakes(service, lineOf(service, 'ports')),
      ...buildMistakes(service, lineOf(service, 'build')),
      ...orderMistakes(service),
    ]),
    ...sharedVolumes(services),
    ...(hint === undefined
      ? []
      : [
          {
            id: 'compose-version',
            line: hint.line,
            severity: 'advice',
            what: 'Ключ version: Compose больше не читает.',
            effect: 'Ничего не меняется, но каждая команда начинается с предупреждения.',
            remedy: 'Уберите строку.',
          } as const,
        ]),
  ];
}

function roleIn(value: unknown): string {
  const image = valueAt(value, ['image']);
  const command = valueAt(value, ['command']);
  return roleOf({
    image: typeof image === 'string' ? image : '',
    command: [JSON.stringify(command ?? '')],
    environment: {},
    ports: [],
  });
}

function volumesOf({ value }: Service): { source: string; target: string; named: boolean }[] {
  const volumes = valueAt(value, ['volumes']);
  if (!Array.isArray(volumes)) return [];
  return volumes.map((volume: unknown) => {
    if (typeof volume === 'string') {
      const parts = volume.split(':');
      const [source = '', target = source] = parts;
      return { source, target, named: parts.length > 1 && !/^[./~]/.test(source) };
    }
    const [source, target] = [valueAt(volume, ['source']), valueAt(volume, ['target'])].map(scalarText);
    return { source: source ?? '', target: target ?? '', named: valueAt(volume, ['type']) === 'volume' };
  });
}

function volumeMistakes(service: Service): Remark[] {
  const volumes = volumesOf(service);
  if (service.role === 'node' && !volumes.some(({ target }) => /postgres|pgdata|\/data/i.test(target))) {
    return [
      {
        id: 'node-without-volume',
        line: service.line,
        what: `У узла ${service.name} нет тома для данных.`,
        effect: 'docker compose down удалит контейнер вместе со всем, что в нём записано.',
        remedy: `Добавьте volumes: - ${service.name}-data:/var/lib/postgresql/data и объявите том внизу файла.`,
      },
    ];
  }
  if (service.role === 'zookeeper' && volumes.length === 0) {
    return [
      {
        id: 'zookeeper-without-volume',
        line: service.line,
        what: `У ZooKeeper (${service.name}) нет томов.`,
        effect:
          'docker compose down сотрёт память кластера: роли могут поменяться, а динамическая конфигурация вернётся с диска лидера.',
        remedy: 'Добавьте тома для /data и /datalog.',
      },
    ];
  }
  return [];
}

function sharedVolumes(services: readonly Service[]): Remark[] {
  const taken = new Map<string, string>();
  return services
    .filter(({ role }) => role === 'node')
    .flatMap((service) =>
      volumesOf(service)
        .filter(({ target }) => /postgres|pgdata/i.test(target))
        .flatMap(({ source }): Remark[] => {
          const other = taken.get(source);
          taken.set(source, service.name);
          if (other === undefined) return [];
          return [
            {
              id: 'shared-volume',
              line: service.line,
              what: `Узлы ${other} и ${service.name} хранят данные на одном томе ${source}.`,
              effect: 'Два сервера портят данные друг другу.',
              remedy: 'Дайте каждому узлу свой том.',
            },
          ];
        }),
    );
}

function portMistakes(service: Service, line: number): Remark[] {
  const ports = valueAt(service.value, ['ports']);
  if (!Array.isArray(ports)) return [];
  const read = ports.map((port: unknown) => {
    const text = scalarText(port);
    const parts = text.split(':');
    const target = typeof port === 'object' ? valueAt(port, ['target']) : parts.at(-1)?.replace(/\/.*$/, '');
    const address =
      typeof port === 'object'
        ? valueAt(port, ['host_ip'])
        : parts.length > 2
          ? parts.slice(0, -2).join(':')
          : undefined;
    return { target: Number(target), open: address === undefined || address === '0.0.0.0' || address === '' };
  });
  const remarks: Remark[] = [];
  const open = read.filter((port) => port.open).map(({ target }) => target);
  if (open.length > 0) {
    remarks.push({
      id: 'port-on-all-addresses',
      line,
      severity: 'advice',
      what: `Порт ${open.join(', ')} сервиса ${service.name} опубликован на всех адресах машины.`,
      effect: 'Его увидит вся локальная сеть: ZooKeeper без пароля и суперпользователь с известным паролем.',
      remedy: `Привяжите его к своей машине: "127.0.0.1:…:${open[0] ?? ''}".`,
    });
  }
  if (service.role === 'node' && read.some(({ target }) => target === 8008)) {
    remarks.push({
      id: 'rest-api-published',
      line,
      severity: 'advice',
      what: `REST API Patroni (8008) узла ${service.name} опубликован на хосте.`,
      effect:
        'HAProxy это не нужно: контейнеры одной сети видят друг друга и так. А снаружи через него можно переключить кластер.',
      remedy: 'Уберите 8008 из ports; expose можно оставить как пояснение.',
    });
  }
  return remarks;
}

function buildMistakes(service: Service, line: number): Remark[] {
  const build = valueAt(service.value, ['build']);
  const context = typeof build === 'string' ? build : valueAt(build, ['context']);
  if (typeof context !== 'string' || !/^(\/|\.\.|~|[A-Za-z]:)/.test(context)) return [];
  return [
    {
      id: 'build-outside',
      line,
      what: `Сборка сервиса ${service.name} берёт файлы из ${context}, вне рабочей папки.`,
      effect: 'Проект соберётся только на этой машине.',
      remedy: 'Укажите build: . и держите Dockerfile рядом с файлом проекта.',
    },
  ];
}

function orderMistakes(service: Service): Remark[] {
  if (service.role !== 'node' || valueAt(service.value, ['depends_on']) !== undefined) return [];
  return [
    {
      id: 'no-depends-on',
      line: service.line,
      severity: 'advice',
      what: `Узел ${service.name} не ждёт ZooKeeper: нет depends_on.`,
      effect: 'Не ошибка: Patroni подождёт сам. Но в журнале будут лишние жалобы на соединение.',
      remedy: 'Добавьте depends_on с condition: service_healthy.',
    },
  ];
}

function lineAt(keys: readonly YamlKey[], path: readonly string[]): number | null {
  return keys.find((key) => key.path.join('\0') === path.join('\0'))?.line ?? null;
}
