import { type ClusterView, composeUnanswered } from '#protocol/cluster.ts';

import type { Answers, Verdict } from './define-check.ts';

/** Why the compose file says nothing: the student's mistake in it, or a Docker client that did not answer; else null. */
export function composeAway({ compose }: ClusterView, { notYet, couldNotRun }: Answers): Verdict | null {
  if (compose.problem === null) return null;
  return compose.problem.startsWith(composeUnanswered)
    ? couldNotRun(compose.problem, 'Это не ваша ошибка: откройте «Состояние машины», там сказано, чего не хватает.')
    : notYet(`файл проекта не читается: ${compose.problem}`, 'Исправьте docker-compose.yml.');
}
