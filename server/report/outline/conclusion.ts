import { plural } from '#protocol/words/plural.ts';
import type { NumberedClaim } from './block.ts';

/** A conclusion for those who wrote none of their own: what was shown and what was not, and nothing else. */
export function neutralConclusion(claims: readonly NumberedClaim[]): string {
  const shown = claims.filter(({ claim }) => claim.state === 'shown');
  const others = claims.filter(({ claim }) => claim.state !== 'shown');
  if (claims.length === 0) return 'Своего вывода автор не написал.';
  const first = `Своего вывода автор не написал. Записи прохождения показывают ${shown.length} из ${plural(
    claims.length,
    'утверждения',
    'утверждений',
    'утверждений',
  )} отчёта.`;
  return others.length === 0
    ? first
    : `${first} Не показаны утверждения № ${others.map(({ number }) => number).join(', ')}.`;
}
