import type { ClaimResult } from '#checks/claims/claim.ts';

/** How many of the report's sentences a walk has shown, and which not and why, as lines. */
export function describeClaims(claims: readonly ClaimResult[]): readonly string[] {
  const missing = claims.filter(({ state }) => state === 'not-shown');
  return [
    `${claims.length - missing.length} of ${claims.length} claims shown`,
    ...missing.map(({ id, sentence, why }) => `  ✗ ${id}  ${sentence} ${why ?? ''}`.trimEnd()),
  ];
}
