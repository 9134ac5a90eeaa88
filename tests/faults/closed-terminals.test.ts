import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { leaksOf, openAndClose } from './leaks/cycles.ts';

test.skipIf(process.platform !== 'linux')(
  'terminals that are opened and closed again and again leave no process, no descriptor and no pty behind',
  { timeout: 120_000 },
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'lab-cycles-'));
    try {
      const cycles = await openAndClose(folder, 30);
      expect(cycles.begun).toBeGreaterThanOrEqual(4 * 30);
      expect(leaksOf(cycles)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
