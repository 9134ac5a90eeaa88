import { patroniState } from './election.ts';
import { type Evidence, dockerSays, isAway, wayBack } from './evidence.ts';
import type { Explanation } from './explanation.ts';
import { together } from './words.ts';

/** Why there is nothing to see yet: no Docker, no containers, or nodes that only start; null once a PostgreSQL answers. */
export function explainBeginning({ docker, nodes, keeper, keys, config }: Evidence): Explanation | null {
  if (nodes.length === 0) {
    if (docker?.problem != null) {
      return { tone: 'bad', headline: 'Docker не отвечает', because: [`${docker.problem}.`], next: null };
    }
    if (docker === null) {
      return { tone: 'note', headline: 'Docker ещё не сказал, что запущено', because: [], next: null };
    }
    const because =
      keeper.container === null
        ? ['Docker: контейнеров этого прохождения нет.']
        : ['Docker: ZooKeeper есть, а узлов PostgreSQL нет.'];
    return {
      tone: 'note',
      headline: 'Кластер ещё не запущен',
      because,
      next: 'Узлы появятся после `docker compose up -d`.',
    };
  }
  if (nodes.some(({ postgres }) => postgres?.now != null)) return null;
  if (nodes.every(({ look }) => look === 'created')) {
    return {
      tone: 'wait',
      headline: 'Контейнеры созданы и ждут запуска',
      because: nodes.flatMap(({ name, look }) => dockerSays(name, look) ?? []),
      next: 'Compose запустит узлы, когда ZooKeeper пройдёт проверку здоровья (depends_on).',
    };
  }
  if (nodes.every(isAway)) {
    const first =
      config.synchronousMode === true ? (nodes.find(({ name }) => name === keys?.syncLeader) ?? null) : null;
    const ways = [...new Set(nodes.map(({ name, look }) => wayBack(name, look)))].join('; ');
    return {
      tone: 'bad',
      headline: nodes.length === 1 ? 'Единственный узел не работает' : 'Ни один узел не работает',
      because: nodes.flatMap(({ name, look }) => dockerSays(name, look) ?? []),
      next:
        first === null || nodes.length === 1
          ? `Верните их: ${ways}.`
          : `Начните с ${first.name}: ${wayBack(first.name, first.look)}. По ключу sync все подтверждённые строки есть у него.`,
    };
  }
  // A holder that fell silent is a failover, not a beginning.
  if (keys !== null && keys.leader !== null) return null;
  const awake = nodes.filter((node) => !isAway(node));
  return {
    tone: 'wait',
    headline: awake.length === 1 ? `${awake[0]?.name ?? ''} запускается` : 'Узлы запускаются, лидера ещё нет',
    because: awake.flatMap(({ name, look, patroni, postgres }) => [
      ...(dockerSays(name, look) === null ? [] : [dockerSays(name, look) ?? '']),
      ...(patroni?.now == null
        ? postgres?.problem == null
          ? []
          : [`PostgreSQL на ${name} ещё не отвечает: ${postgres.problem}.`]
        : [`Patroni на ${name}: ${patroniState(patroni.now.state)}.`]),
    ]),
    next:
      keys === null
        ? 'Сначала должен ответить ZooKeeper: без него Patroni лидера не выберет.'
        : `Кто первым займёт ключ, тот и лидер: ${together(awake.map(({ name }) => name))}. Первый запуск занимает до минуты.`,
  };
}
