/** Which moment of the lab the scheme shows. */
export type SchemeState = 'two-nodes' | 'with-haproxy' | 'after-failover';

type Scheme = {
  readonly title: string;
  readonly description: string;
  readonly caption: string;
  /** The node drawn as the leader, and the other one. */
  readonly leader: { readonly name: string; readonly port: string };
  readonly other: { readonly name: string; readonly port: string; readonly role: string; readonly stopped: boolean };
  readonly proxy: boolean;
};

const master = { name: 'pg-master', port: ':5433' } as const;
const slave = { name: 'pg-slave', port: ':5434' } as const;

/** What each scheme shows, in words for those who do not see it. */
export const schemes: Readonly<Record<SchemeState, Scheme>> = {
  'two-nodes': {
    title: 'Два узла и ZooKeeper',
    description:
      'Клиент подключается к узлам напрямую: к лидеру для чтения и записи, к реплике только для чтения. ' +
      'Лидер передаёт журнал WAL реплике. Лидер удерживает ключ в ZooKeeper, порт 2181, реплика следит за этим ключом.',
    caption: 'Имя узла роли не закрепляет: лидером может стать любой из двух.',
    leader: master,
    other: { ...slave, role: 'реплика', stopped: false },
    proxy: false,
  },
  'with-haproxy': {
    title: 'Кластер с HAProxy',
    description:
      'Клиент подключается к HAProxy, порт 5432; страница статистики — порт 7000. HAProxy спрашивает Patroni на обоих узлах и ' +
      'пускает соединения только к лидеру: он отвечает 200, реплика — 503. Лидер передаёт журнал WAL реплике ' +
      'и удерживает ключ в ZooKeeper, порт 2181; реплика следит за ключом.',
    caption:
      'Клиент знает один адрес. Куда вести соединение, HAProxy узнаёт у Patroni: на порту 8008 лидер отвечает 200, реплика — 503.',
    leader: master,
    other: { ...slave, role: 'реплика', stopped: false },
    proxy: true,
  },
  'after-failover': {
    title: 'Кластер после отказа лидера',
    description:
      'Прежний лидер остановлен. Ключ в ZooKeeper взял второй узел и стал лидером. HAProxy ведёт клиента к нему; адрес ' +
      'для клиента прежний, порт 5432. Прежний лидер вернётся репликой.',
    caption: 'Адрес для клиента не изменился, а узел за ним уже другой. Прежний лидер вернётся репликой.',
    leader: slave,
    other: { ...master, role: 'остановлен', stopped: true },
    proxy: true,
  },
};
