import { lookOf } from '../picture.ts';
import { type Evidence, dockerSays, wayBack } from './evidence.ts';
import type { Explanation } from './explanation.ts';
import { seconds, together, within } from './words.ts';

/** What it means that ZooKeeper does not answer; null while it does. */
export function explainKeeper({ keeper, primaries, nodes, config, docker, now }: Evidence): Explanation | null {
  const { voice, container } = keeper;
  if (voice === null || voice.problem === null || nodes.length === 0) return null;
  if (container === null && nodes.every(({ patroni }) => patroni?.now == null)) return null;
  const look = docker?.problem === null ? lookOf(container ?? undefined) : 'unknown';
  const name = container?.name ?? 'ZooKeeper';
  const because = [
    dockerSays(name, look) ??
      `${voice.problem.startsWith('ZooKeeper') ? '' : 'ZooKeeper не отвечает: '}${voice.problem}.`,
    'Держать ключ лидера стало негде: ни один Patroni не может доказать, что лидер — он.',
  ];
  const back = look === 'running' || look === 'unknown' ? null : `Верните ZooKeeper: ${wayBack(name, look)}.`;
  if (primaries.length > 0) {
    const leaders = together(primaries.map((node) => node.name));
    const patience = (config.retryTimeout ?? 10) * 1_000;
    const since = voice.silentSince ?? now;
    return {
      tone: 'bad',
      headline: `ZooKeeper не отвечает: ${leaders} скоро перестанет принимать запись`,
      because: [
        ...because,
        `Patroni на ${leaders} терпит retry_timeout ${seconds(patience)}, а потом понижает PostgreSQL.`,
      ],
      next: [`Запись остановится ${within(since + patience / 2 - now, since + 2 * patience - now)}.`, back]
        .filter((part) => part !== null)
        .join(' '),
    };
  }
  return {
    tone: 'bad',
    headline: 'ZooKeeper не отвечает, и лидера нет: записать некуда',
    because: [
      ...because,
      'Поэтому Patroni понизил лидера: лучше остановить запись, чем получить двух лидеров. Читать с узлов можно.',
    ],
    next:
      back === null
        ? 'Когда ZooKeeper ответит, Patroni возьмёт ключ и повысит лидера сам.'
        : `${back} После этого Patroni возьмёт ключ и повысит лидера сам, обычно за loop_wait ${seconds((config.loopWait ?? 10) * 1_000)}.`,
  };
}
