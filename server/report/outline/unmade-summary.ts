import { plural } from '#protocol/words/plural.ts';

/** What stands over the claims of experiments that were not made. */
export function unmadeSummary(count: number): string {
  const claims = plural(count, 'утверждение', 'утверждения', 'утверждений');
  return `Не показано ещё ${claims} этой части: таких опытов не ставили`;
}
