import { expect, it } from 'vitest';
import { solve } from '../../server/solve/solve.ts';
import { startTestLab } from '../lab.ts';

it('walks the whole lab from a bare machine to the conclusion, and every check passes', async () => {
  await using lab = await startTestLab();
  const lines: string[] = [];
  const result = await solve({ client: lab.client, until: null, print: (line) => lines.push(line) });
  expect(result.failed, lines.join('\n')).toEqual([]);
  expect(result.passed).toBeGreaterThanOrEqual(18);
});
