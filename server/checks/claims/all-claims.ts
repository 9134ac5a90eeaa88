import { claimsOfConclusion } from './conclusion.ts';
import type { Claim } from './define-claim.ts';
import { claimsOfPart1 } from './part-1.ts';
import { claimsOfPart2 } from './part-2.ts';
import { claimsOfPart3 } from './part-3.ts';
import { claimsOfPart4 } from './part-4.ts';

/** Every claim of the report; those of a step stand together in the order of its page. */
export const allClaims: readonly Claim[] = [
  ...claimsOfPart1,
  ...claimsOfPart2,
  ...claimsOfPart3,
  ...claimsOfConclusion,
  ...claimsOfPart4,
];
