/** What the report tells of a step: a few words, commands, and its figure after the last of them. */
export type Move = {
  readonly step: string;
  /** Said before the commands: what they are for, never what came of them. */
  readonly words: string;
  readonly commands: readonly string[];
  readonly figure: string | null;
};

/** A part of the report in the seed's order; a step's claims follow its last move. */
export type PartPlan = {
  readonly id: string;
  readonly title: string;
  readonly moves: readonly Move[];
  /** Steps whose questions follow the moves, each under its own heading. */
  readonly questions: readonly { readonly step: string; readonly title: string }[];
};

function move(step: string, words: string, commands: readonly string[], figure: string | null = null): Move {
  return { step, words, commands, figure };
}

/** The three parts of the lab. */
export const partPlans: readonly PartPlan[] = [
  {
    id: 'part-1',
    title: 'Часть 1. Поднимаем Postgres',
    moves: [
      move('build', 'Образ у обоих узлов общий, собирает его команда:', ['build-image'], 'build'),
      move(
        'up',
        'Узлы и ZooKeeper запускает Compose. Вторая команда ждёт, пока каждый контейнер не станет `healthy`:',
        ['up', 'up-wait'],
      ),
      move('up', 'Состав проекта:', ['ps'], 'compose'),
      move(
        'who-leads',
        'Кто из узлов стал лидером, сказано в их журналах:',
        ['leader-log-master', 'leader-log-slave'],
        'whoLeader',
      ),
      move('who-leads', 'О том же можно спросить Patroni:', ['patroni-list']),
      move('zookeeper', 'Журнал ZooKeeper, строки о клиентском порте:', ['zoo-log'], 'zooStarted'),
    ],
    questions: [
      { step: 'question-expose', title: 'Вопрос: expose и ports' },
      { step: 'question-rebuild', title: 'Вопрос: когда образ пересобирается' },
    ],
  },
  {
    id: 'part-2',
    title: 'Часть 2. Проверяем репликацию',
    moves: [
      move(
        'connect-and-write',
        'Подключение к лидеру, таблица и первая строка:',
        ['connect-leader', 'create-and-insert'],
        'editLeader',
      ),
      move('connect-and-write', 'Кто получает журнал лидера и дожидается ли его `COMMIT`:', ['replication-state']),
      move(
        'read-on-replica',
        'Тот же запрос на втором узле:',
        ['connect-replica', 'select-on-replica'],
        'lookingReplic',
      ),
      move('refused-write', 'Попытка записать строку на реплику:', ['insert-on-replica'], 'errorEdit'),
    ],
    questions: [],
  },
  {
    id: 'part-3',
    title: 'Часть 3. Делаем высокую доступность',
    moves: [
      move(
        'add-haproxy',
        'После того как в `docker-compose.yml` добавлен HAProxy, контейнеры удаляются и создаются снова:',
        ['down', 'up-again', 'up-again-wait', 'ps-again'],
        'restart',
      ),
      move('haproxy-log', 'Кого HAProxy считает лидером, видно по его журналу:', ['haproxy-log'], 'haproxyLogs'),
      move(
        'through-haproxy',
        'Чтение через точку входа:',
        ['connect-entrypoint', 'select-through-entrypoint'],
        'haproxyConnected',
      ),
      move('through-haproxy', 'Запись через неё же и вопрос, кто отвечает:', ['insert-through-entrypoint']),
      move('stop-leader', 'Остановка узла, который держит ключ лидера:', ['stop-leader', 'ps-stopped'], 'stopMaster'),
      move('promotion', 'Что об этом записал второй узел и кого лидером называет Patroni:', [
        'promotion-log',
        'list-after-failover',
      ]),
      move(
        'promotion',
        'Новая таблица через ту же точку входа:',
        ['reconnect-entrypoint', 'create-after-failover'],
        'replicUpdated',
      ),
      move('start-old-leader', 'Прежний лидер запускается снова:', ['start-stopped'], 'restartMaster'),
      move('start-old-leader', 'В какой роли он вернулся:', ['list-after-return']),
      move(
        'caught-up',
        'Таблица, созданная без него, на нём самом:',
        ['connect-old-leader', 'select-on-old-leader'],
        'oldmasterUpdated',
      ),
      move('roles-swapped', 'Роли узлов после возвращения:', ['list-swapped'], 'oldmasterNowIsReplic'),
      move('roles-swapped', 'Поток журнала на вернувшемся узле и история смен лидера:', [
        'old-leader-receiver',
        'history',
      ]),
    ],
    questions: [],
  },
];

/** The listings of the first part, in the seed's order. */
export const listedFiles: readonly { readonly path: string; readonly title: string }[] = [
  { path: 'Dockerfile', title: 'Dockerfile' },
  { path: 'docker-compose.yml', title: 'Конечный docker-compose.yml' },
  { path: 'postgres0.yml', title: 'postgres0.yml' },
  { path: 'postgres1.yml', title: 'postgres1.yml' },
  { path: 'haproxy.cfg', title: 'haproxy.cfg' },
];
