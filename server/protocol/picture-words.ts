import type { ContainerLook, NodePicture, Picture, RoleLook, RouteLook } from './picture.ts';

/** A container's state in a word or two; null while nothing is to be said. */
export const containerWords: Readonly<Record<ContainerLook, string | null>> = {
  absent: 'контейнера нет',
  created: 'создан, не запущен',
  starting: 'запускается',
  running: null,
  unhealthy: 'нездоров',
  paused: 'на паузе',
  'cut-off': 'отключён от сети',
  restarting: 'перезапускается',
  stopped: 'остановлен',
  unknown: 'Docker не отвечает',
};

/** A node's role by its own PostgreSQL. */
export const roleWords: Readonly<Record<RoleLook, string>> = {
  primary: 'primary',
  'read-only': 'только чтение',
  replica: 'реплика',
  silent: 'не отвечает',
};

const routeWords: Readonly<Record<RouteLook, string>> = {
  open: 'ведёт соединения',
  opening: 'скоро поведёт соединения',
  closing: 'пока ещё ведёт соединения',
  closed: 'не ведёт соединений',
};

/** How far a standby is behind at least: «лаг 0», «лаг от 64 КиБ». */
export function lagWords(bytes: number | null): string {
  if (bytes === null) return 'лаг неизвестен';
  if (bytes === 0) return 'лаг 0';
  return bytes < 1024 * 1024
    ? `лаг от ${Math.floor(bytes / 1024)} КиБ`
    : `лаг от ${Math.floor(bytes / 1024 / 1024)} МиБ`;
}

/** The whole picture in sentences, for those who do not see it. */
export function describePicture(picture: Picture): string {
  const { nodes, keeper, entry, copies } = picture;
  if (nodes.length === 0) return 'Узлов PostgreSQL ещё нет.';
  const sentences = nodes.map(describeNode);
  for (const { from, to, streaming, sync, lag } of copies) {
    sentences.push(
      streaming
        ? `${from} передаёт WAL на ${to}, ${sync ? 'синхронно' : 'асинхронно'}, ${lagWords(lag)}.`
        : `${to} подключился к ${from}, но WAL ещё не идёт.`,
    );
  }
  if (keeper !== null) {
    if (!keeper.answers) sentences.push('ZooKeeper не отвечает.');
    else if (keeper.holder === null) sentences.push('По ZooKeeper ключ лидера свободен.');
    else sentences.push(`По ZooKeeper ключ лидера держит ${keeper.holder}.`);
  }
  if (entry !== null) {
    if (!entry.answers) sentences.push('HAProxy не отвечает.');
    for (const { name, route } of nodes) {
      if (route !== null) sentences.push(`HAProxy: ${name} — ${route.status}, ${routeWords[route.look]}.`);
    }
  }
  return sentences.join(' ');
}

function describeNode({ name, container, role, timeline }: NodePicture): string {
  const state = containerWords[container];
  const line = timeline === null ? '' : `, линия времени ${timeline}`;
  const own = role === 'silent' ? 'PostgreSQL не отвечает' : `по PostgreSQL ${roleWords[role]}${line}`;
  return `${name}: ${state === null ? '' : `контейнер ${state}, `}${own}.`;
}

/** What a listener should hear after a change: a few short sentences, and nothing where nothing of weight changed. */
export function tellChange(before: Picture, after: Picture): readonly string[] {
  const told: string[] = [];
  for (const node of after.nodes) {
    const was = before.nodes.find(({ name }) => name === node.name);
    told.push(...tellNode(was ?? null, node));
  }
  for (const { name } of before.nodes) {
    if (!after.nodes.some((node) => node.name === name)) told.push(`${name}: контейнера больше нет`);
  }
  if (before.keeper?.answers === true && after.keeper?.answers !== true) told.push('ZooKeeper больше не отвечает');
  if (before.keeper?.answers === false && after.keeper?.answers === true) told.push('ZooKeeper снова отвечает');
  const [from, to] = [before.keeper?.holder ?? null, after.keeper?.holder ?? null];
  if (after.keeper?.answers === true && before.keeper?.answers === true && from !== to) {
    told.push(to === null ? 'ключ лидера свободен' : `ключ лидера взял ${to}`);
  }
  const routes = openRoutes(after);
  if (after.entry?.answers === true && routes.join() !== openRoutes(before).join()) {
    told.push(routes.length === 0 ? 'HAProxy некуда вести соединения' : `HAProxy ведёт к ${routes.join(' и ')}`);
  }
  return told;
}

function tellNode(was: NodePicture | null, { name, container, role, timeline }: NodePicture): readonly string[] {
  const told: string[] = [];
  const state = containerWords[container];
  if (was !== null && was.container !== container) {
    if (state !== null && container !== 'unknown') told.push(`${name}: ${state}`);
    // From «starting» it becomes healthy by itself: its role says more.
    else if (container === 'running' && was.container !== 'starting') told.push(`${name} снова работает`);
  }
  if (was?.role !== role) {
    const line = timeline === null ? '' : `, линия времени ${timeline}`;
    if (role === 'primary') told.push(`${name} стал лидером${line}`);
    if (role === 'replica') told.push(`${name} стал репликой${line}`);
    if (role === 'read-only') told.push(`${name} больше не принимает запись`);
    if (role === 'silent' && was?.container === container) told.push(`PostgreSQL на ${name} не отвечает`);
  } else if (was.timeline !== timeline && timeline !== null && was.timeline !== null) {
    told.push(`${name} перешёл на линию времени ${timeline}`);
  }
  return told;
}

function openRoutes({ nodes }: Picture): readonly string[] {
  return nodes.flatMap(({ name, route }) => (route?.look === 'open' || route?.look === 'closing' ? name : []));
}
