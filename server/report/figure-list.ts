/** A figure of the report: which command it shows, and what stands below it. */
export type FigurePlan = {
  /** Of its file in `ReportPhoto/`, as in the seed. */
  readonly name: string;
  readonly step: string;
  readonly command: string;
  /** The caption of the step's page, to the letter: tests/content holds both together. */
  readonly caption: string;
  /** The SQLSTATE that its command ends with when all is as the step wants it; null: it succeeds. */
  readonly sqlState: string | null;
};

/** The figures in their order. */
export const figurePlans: readonly FigurePlan[] = [
  figure('build', 'build', 'build-image', 'Сборка образа localhost/postgres:patroni'),
  figure('compose', 'up', 'ps', 'Три контейнера проекта'),
  figure('whoLeader', 'who-leads', 'leader-log-slave', 'Журнал узла сам называет лидера'),
  figure('zooStarted', 'zookeeper', 'zoo-log', 'ZooKeeper занял порт 2181'),
  figure('editLeader', 'connect-and-write', 'create-and-insert', 'Таблица и строка на лидере'),
  figure('lookingReplic', 'read-on-replica', 'select-on-replica', 'Те же данные на реплике'),
  { ...figure('errorEdit', 'refused-write', 'insert-on-replica', 'Реплика отказала в записи'), sqlState: '25006' },
  figure('restart', 'add-haproxy', 'ps-again', 'Проект после перезапуска: теперь контейнеров четыре'),
  figure('haproxyLogs', 'haproxy-log', 'haproxy-log', 'Журнал HAProxy: кто из узлов в строю'),
  figure(
    'haproxyConnected',
    'through-haproxy',
    'select-through-entrypoint',
    'Данные, записанные на лидер, видны через точку входа',
  ),
  figure('stopMaster', 'stop-leader', 'ps-stopped', 'Лидер остановлен'),
  figure('replicUpdated', 'promotion', 'create-after-failover', 'Новая таблица на единственном работающем узле'),
  figure('restartMaster', 'start-old-leader', 'start-stopped', 'Старый лидер запущен снова'),
  figure('oldmasterUpdated', 'caught-up', 'select-on-old-leader', 'Таблица, созданная без этого узла, читается на нём'),
  figure('oldmasterNowIsReplic', 'roles-swapped', 'list-swapped', 'Роли поменялись местами'),
];

function figure(name: string, step: string, command: string, caption: string): FigurePlan {
  return { name, step, command, caption, sqlState: null };
}
