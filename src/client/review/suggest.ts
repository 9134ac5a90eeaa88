import type { ClaimResult } from '#checks/claims/claim.ts';

/** Points for a step by its claims: the shown ones' share of the most, in halves; null where the step claims nothing. */
export function suggestedPoints(claims: readonly ClaimResult[], step: string, most: number): number | null {
  const own = claims.filter((claim) => claim.step === step);
  if (own.length === 0) return null;
  const shown = own.filter(({ state }) => state === 'shown').length;
  return Math.floor((2 * most * shown) / own.length) / 2;
}
