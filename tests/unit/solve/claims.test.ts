import { expect, test } from 'vitest';
import { judgeClaims } from '#checks/claims/judge-claims.ts';
import { parseClaims } from '#checks/claims/claim-parse.ts';
import { describeClaims } from '../../../server/solve/claims.ts';
import { tellLab } from '../claims/told-lab.ts';

test('a walk tells how many sentences of the report it has shown, and which not and why', async () => {
  const { events } = await tellLab();
  const [first, ...missing] = describeClaims(judgeClaims(events));
  expect(first).toMatch(/^27 of \d\d claims shown$/);
  expect(missing[0]).toBe(
    '  ✗ cluster-ready  Не показано: перед авариями кластер цел. До этой проверки прохождение не дошло.',
  );
});

test('claims cross the wire as they are, and nothing else is taken for one', async () => {
  const claims = judgeClaims((await tellLab()).events);
  expect(parseClaims(JSON.parse(JSON.stringify(claims)))).toEqual(claims);
  expect(() => parseClaims([{ ...claims[0], state: 'proven' }])).toThrow('claims[0].state');
  expect(() => parseClaims([{ ...claims[0], evidence: [{ seq: 0 }] }])).toThrow('claims[0].evidence[0].seq');
});
