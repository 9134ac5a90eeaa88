import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { LabError } from '../../server/lab-error.ts';
import { createRun, walks } from '../server/workspace/open-workspace.ts';

describe.each(walks)('files that somebody swaps with links meanwhile, walked by %s', (walk) => {
  test.each([
    ['a folder', 'conf', 'outside'],
    ['the file itself', 'conf/x.txt', 'outside/x.txt'],
  ])(
    'F3 never reads or writes outside while %s is swapped with a link all the time',
    async (_what, swapped, target) => {
      await using run = await createRun();
      await using workspace = await run.open(walk);
      const outside = join(run.home, 'outside');
      await mkdir(outside);
      await writeFile(join(outside, 'x.txt'), 'чужое\n');
      let { hash } = await workspace.write('conf/x.txt', 'своё\n', null);
      const swapper = new Worker(
        `const { renameSync, symlinkSync, unlinkSync } = require('node:fs');
       const [place, outside] = require('node:worker_threads').workerData;
       for (;;) {
         renameSync(place, place + '-away'); symlinkSync(outside, place);
         unlinkSync(place); renameSync(place + '-away', place);
       }`,
        { eval: true, workerData: [join(run.dir, swapped), join(run.home, target)] },
      );
      const exited = once(swapper, 'exit');
      const codes = new Set<string>();
      const read: string[] = [];
      let done = 0;
      const until = performance.now() + 1_000;
      for (let round = 0; performance.now() < until; round += 1) {
        try {
          if (round % 2 === 0) read.push((await workspace.read('conf/x.txt')).text);
          else ({ hash } = await workspace.write('conf/x.txt', `своё ${round}\n`, hash));
          done += 1;
        } catch (error) {
          if (!(error instanceof LabError)) throw error;
          codes.add(error.code);
        }
      }
      await swapper.terminate();
      await exited;
      expect(await readFile(join(outside, 'x.txt'), 'utf8')).toBe('чужое\n');
      expect(done).toBeGreaterThan(0);
      expect(read.filter((text) => !text.startsWith('своё'))).toEqual([]);
      expect([...codes].filter((code) => !['file-not-plain', 'file-missing', 'file-changed'].includes(code))).toEqual(
        [],
      );
    },
  );
});
