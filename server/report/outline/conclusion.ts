import { plural } from '#protocol/words/plural.ts';
import type { NumberedClaim } from './block.ts';

/** Numbers that a reader still takes in. */
const mostNamed = 12;

/** A conclusion for those who wrote none of their own: what was shown and what was not, and nothing else. */
export function neutralConclusion(claims: readonly NumberedClaim[]): string {
  const others = claims.filter(({ claim }) => claim.state !== 'shown');
  if (claims.length === 0) return 'Своего вывода автор не написал.';
  const all = plural(claims.length, 'утверждения', 'утверждений', 'утверждений');
  if (others.length === claims.length) {
    return `Своего вывода автор не написал. Записи прохождения не показывают ни одного из ${all} отчёта.`;
  }
  const first = `Своего вывода автор не написал. Записи прохождения показывают ${claims.length - others.length} из ${all} отчёта.`;
  if (others.length === 0 || others.length > mostNamed) return first;
  return `${first} Не показаны утверждения № ${others.map(({ number }) => number).join(', ')}.`;
}
