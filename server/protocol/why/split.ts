import type { Evidence } from './evidence.ts';
import type { Explanation } from './explanation.ts';
import { together } from './words.ts';

/** Two nodes that both say that they accept writes; null while there is at most one. */
export function explainSplit({ primaries, keys }: Evidence): Explanation | null {
  if (primaries.length < 2) return null;
  const names = primaries.map(({ name }) => name);
  const lines = primaries.map(({ name, postgres }) => `${name} — линия времени ${postgres?.now?.timeline ?? '?'}`);
  return {
    tone: 'bad',
    headline: `Два лидера сразу: ${together(names)}`,
    because: [
      `PostgreSQL: запись принимают оба (${lines.join(', ')}).`,
      keys === null
        ? 'ZooKeeper не отвечает, кто из них держит ключ.'
        : keys.leader === null
          ? 'ZooKeeper: ключа лидера нет ни у кого.'
          : `ZooKeeper: ключ лидера держит ${keys.leader}. Строки, записанные на другой узел, пропадут.`,
    ],
    next: 'Узел без ключа Patroni обязан понизить, как только дотянется до него. Не пишите в обход HAProxy.',
  };
}
