import { namedLeader, runs } from '../cluster-roles.ts';
import { list } from '../words.ts';
import { type Claim, defineClaim } from './define-claim.ts';

/** What part 1 shows: the image, the containers, the leader, ZooKeeper. */
export const claimsOfPart1: readonly Claim[] = [
  defineClaim({
    id: 'image-built',
    step: 'build',
    checks: ['image-built'],
    subject: 'образ узлов собран по Dockerfile из рабочей папки',
    commands: ['build-image'],
    say: (held) => {
      const images = [...new Set(held('image-built').evidence.view.images.map(({ reference }) => reference))];
      const [what, where] = images.length > 1 ? ['Образы', 'них'] : ['Образ', 'нём'];
      const made = images.length > 1 ? 'собраны' : 'собран';
      return { sentence: `${what} ${list(images)} ${made} по Dockerfile из рабочей папки, и файлы в ${where} те же.` };
    },
  }),
  defineClaim({
    id: 'containers-up',
    step: 'up',
    checks: ['containers-up'],
    subject: 'оба узла PostgreSQL и ZooKeeper работают',
    commands: ['up', 'ps'],
    say: (held) => {
      const { view } = held('containers-up').evidence;
      const names = (['node', 'zookeeper'] as const).flatMap((role) =>
        view.docker.containers.filter(({ name, role: is }) => is === role && runs(view, name)).map(({ name }) => name),
      );
      return { sentence: `Контейнеры кластера работают: ${list(names)}.` };
    },
  }),
  defineClaim({
    id: 'one-leader',
    step: 'who-leads',
    checks: ['one-leader'],
    subject: 'лидер выбран, и запись принимает только он',
    commands: ['leader-log-master', 'leader-log-slave', 'patroni-list'],
    say: (held) => {
      const leader = namedLeader(held('one-leader').evidence.view);
      return { sentence: `Узлы выбрали лидера: это ${leader?.name ?? ''}, и запись принимает только он.` };
    },
  }),
  defineClaim({
    id: 'zookeeper-ready',
    step: 'zookeeper',
    checks: ['zookeeper-ready'],
    subject: 'ZooKeeper запустился и открывает сессии',
    commands: ['zoo-log'],
    say: () => ({ sentence: 'ZooKeeper запустился и открывает сессии.' }),
  }),
  defineClaim({
    id: 'lock-in-zookeeper',
    step: 'zookeeper',
    checks: ['lock-in-zookeeper'],
    subject: 'ключ лидера в ZooKeeper держит тот узел, который принимает запись',
    commands: ['zoo-leader-key'],
    say: (held) => {
      const { view } = held('lock-in-zookeeper').evidence;
      const { scope, leader: holder } = view.zookeeper;
      const node = namedLeader(view)?.name ?? '';
      const named = node === holder ? node : `${holder ?? ''} (узел ${node})`;
      const key = scope === null ? '' : ` /service/${scope}/leader`;
      return { sentence: `Ключ лидера${key} в ZooKeeper держит ${named} — тот же узел, что принимает запись.` };
    },
  }),
];
