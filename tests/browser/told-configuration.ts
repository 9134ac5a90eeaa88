import type { ConfigurationPlace, ConfigurationReport, ConfiguredFile, Mistake } from '#protocol/configuration.ts';

const at = Date.UTC(2026, 4, 12, 9, 30);

function place(
  kind: ConfigurationPlace['kind'],
  owner: string | null,
  state: ConfigurationPlace['state'],
  found: string,
  differences: ConfigurationPlace['differences'] = [],
): ConfigurationPlace {
  return { kind, owner, state, found, since: state === 'reference' || state === 'same' ? at : null, differences };
}

const reference = place('workspace', null, 'reference', 'С этим текстом сравниваются остальные места.');
const ttl = { where: 'bootstrap.dcs.ttl', workspace: '40', here: '30' };

const mistake: Mistake = {
  id: 'haproxy-timeout',
  severity: 'mistake',
  file: 'haproxy.cfg',
  line: 12,
  what: 'У «timeout client» нет единицы времени.',
  effect: 'HAProxy прочтёт число как миллисекунды.',
  remedy: 'Припишите единицу: 30m.',
};

function file(path: string, kind: ConfiguredFile['kind'], rest: Partial<ConfiguredFile>): ConfiguredFile {
  return { path, kind, state: 'same', summary: 'Везде одно и то же.', places: [], reasons: [], mistakes: [], ...rest };
}

/** A report with every state that a file and a place can be in. */
export const everyState: ConfigurationReport = {
  at,
  problems: [],
  files: [
    file('Dockerfile', 'dockerfile', {
      places: [
        reference,
        place('image', 'localhost/postgres:patroni', 'same', 'Собран по этому Dockerfile.'),
        place('container', 'pg-master', 'same', 'Контейнер работает; создан из этого образа.'),
        place('container', 'pg-slave', 'same', 'Контейнер работает; создан из этого образа.'),
      ],
    }),
    file('postgres0.yml', 'patroni', {
      state: 'differs',
      summary: 'Работает не то, что в файле: в образе, в контейнерах и в кластере другое.',
      places: [
        reference,
        place('image', 'localhost/postgres:patroni', 'different', '/postgres0.yml: прежний текст.', [ttl]),
        place('container', 'pg-master', 'different', 'Контейнер работает; /postgres0.yml: прежний текст.', [ttl]),
        place(
          'cluster',
          'ZooKeeper',
          'different',
          'Динамическая конфигурация отличается от bootstrap.dcs; действует она.',
          [ttl, { where: 'bootstrap.dcs.postgresql.parameters.max_connections', workspace: null, here: '120' }],
        ),
        place('cluster', 'PostgreSQL на pg-master', 'same', 'Работает с этими значениями (7 из 7).'),
      ],
      reasons: [
        {
          text: 'COPY кладёт файл в образ во время сборки: пока образ не собран заново, в нём прежний текст, сколько бы раз ни перезапускали контейнеры.',
          commands: ['docker compose up -d --build'],
        },
        {
          text: 'bootstrap.dcs читается один раз, при создании кластера, и попадает в ZooKeeper.',
          commands: [
            'docker exec pg-master patronictl -c /postgres0.yml edit-config --force -s ttl=40 -s postgresql.parameters.max_connections=null',
          ],
        },
      ],
    }),
    file('postgres1.yml', 'patroni', {
      state: 'unknown',
      summary: 'Сравнить удалось не всё. Контейнер приостановлен: спросить некого.',
      places: [
        reference,
        place('image', 'localhost/postgres:patroni', 'same', '/postgres1.yml: тот же текст.'),
        place('container', 'pg-slave', 'same', 'Контейнер приостановлен; /postgres1.yml: тот же текст.'),
        place('cluster', 'PostgreSQL на pg-slave', 'unknown', 'Контейнер приостановлен: спросить некого.'),
      ],
    }),
    file('haproxy.cfg', 'haproxy', {
      state: 'idle',
      summary: 'Пока ничего не работает: сравнивать не с чем.',
      places: [
        reference,
        place('image', null, 'none', 'Монтируется при запуске контейнера; в образе этого файла нет.'),
        place('container', 'postgres_entrypoint', 'absent', 'Контейнера нет.'),
      ],
      mistakes: [mistake, { ...mistake, id: 'advice', severity: 'advice', line: null }],
    }),
  ],
};
