import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { openBundle } from '#bundle/open-bundle.ts';
import { makeReferenceHome } from '../../reports/reference-home.ts';
import { createFindings } from '../rounds/round.ts';
import type { Victim } from '../rounds/victim.ts';
import { checkFiles } from '../run/check-files.ts';
import { checkJournal } from '../run/check-journal.ts';
import { makeLabWorld } from '../run/lab-world.ts';

const root = path.resolve(import.meta.dirname, '../../..');
/** Every so many rounds one may finish: a report must still come out of what the kills have left. */
const finishEvery = 10;

/** `npm run report` over the journal and recordings of a whole run. */
export const reportExport: Victim = {
  name: 'report export',
  asked: ['shown', 'readable', 'chain'],
  open: async (folder) => {
    const world = await makeLabWorld(folder);
    await makeReferenceHome(world.home);
    const [id = ''] = await readdir(path.join(world.home, 'runs'));
    const run = path.join(world.home, 'runs', id);
    const out = path.join(folder, 'report.zip');
    let rounds = 0;
    let events = 0;
    /** Milliseconds that an export takes which nobody kills. */
    let { took: takes } = await exportFor(Infinity);
    await rm(out);

    /** Starts an export and kills it after so many milliseconds, if it has not ended. */
    async function exportFor(milliseconds: number): Promise<{ readonly took: number; readonly killed: boolean }> {
      const begun = performance.now();
      const child = spawn(process.execPath, ['server/report/main.ts', '--out', out], {
        cwd: root,
        env: { ...world.environment, HOME: folder, LAB_HOME: world.home },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => {
        said += String(chunk);
      });
      const timer = Number.isFinite(milliseconds) ? setTimeout(() => child.kill('SIGKILL'), milliseconds) : undefined;
      await once(child, 'close');
      clearTimeout(timer);
      if (child.signalCode !== 'SIGKILL' && child.exitCode !== 0) throw new Error(`the export failed: ${said}`);
      return { took: performance.now() - begun, killed: child.signalCode === 'SIGKILL' };
    }

    async function isWhole(): Promise<boolean> {
      const { integrity } = openBundle(await readFile(out));
      return integrity.problems.length === 0;
    }

    async function present(): Promise<boolean> {
      return (await readdir(folder)).includes('report.zip');
    }

    return {
      round: async () => {
        const findings = createFindings();
        const { hold } = findings;
        rounds += 1;
        for (let killed = false; !killed;) {
          ({ killed } = await exportFor(takes * (0.2 + 0.8 * Math.random())));
          if (!(await present())) continue;
          hold('readable', await isWhole(), () => 'a part of a report lies there under the report’s name');
          await rm(out);
        }
        const count = await checkJournal(run, folder, { events: [], saves: [] }, findings);
        hold('shown', count >= events, () => `${events} events were there, now ${count}`);
        events = count;
        let back = null;
        if (rounds % finishEvery === 0) {
          ({ took: takes } = await exportFor(Infinity));
          back = takes;
          hold('readable', await isWhole(), () => 'the next report does not verify');
          await rm(out);
        }
        await checkFiles(run, findings);
        return { misses: findings.misses, lost: null, back };
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
};
