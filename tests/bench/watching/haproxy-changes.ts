import { setTimeout as delay } from 'node:timers/promises';
import type { LabProcess } from './lab-process.ts';
import { type Page, testimonyOf } from './page.ts';

/** Milliseconds that HAProxy may take by itself: three checks of three seconds, each with a deadline of two. */
const patience = 40_000;

/**
 * Freezes the leader and lets it go on, shorter than the key of the leader lives, so that HAProxy's server goes down
 * and comes up again. The true moment of each change is HAProxy's own line about it, with the time at which Docker took it.
 * @returns milliseconds from HAProxy's line to the page, one a change
 */
export async function turnHaproxy(lab: LabProcess, page: Page, leader: string, changes: number): Promise<number[]> {
  const docker = testimonyOf(page.reports(), 'docker');
  const entrypoint = docker?.containers.find(({ role }) => role === 'entrypoint')?.name ?? '';
  const server = () => testimonyOf(page.reports(), 'haproxy')?.servers.find(({ node }) => node === leader);
  const name = server()?.name ?? '';
  const latencies: number[] = [];
  for (let change = 0; change < changes; change += 1) {
    const [act, wanted] = change % 2 === 0 ? (['pause', 'DOWN'] as const) : (['unpause', 'UP'] as const);
    const begun = new Date();
    // «UP 1/3» is still up: only the words that HAProxy's line has count.
    const heard = page.heard(`${name} is ${wanted}`, () => server()?.status.split(' ')[0] === wanted, patience);
    try {
      await lab.docker(act, leader);
      const at = await heard;
      latencies.push(at - (await momentOf(lab, { entrypoint, since: begun, said: `/${name} is ${wanted}` })));
    } catch (error) {
      if (act === 'pause') await lab.docker('unpause', leader);
      throw error;
    }
    // The rounds of the watch and of HAProxy are not to fall into step with these.
    await delay(300 + Math.random() * 900);
  }
  return latencies;
}

/** The first moment since `since` at which HAProxy's log says this, in milliseconds of this machine's clock. */
async function momentOf(
  lab: LabProcess,
  { entrypoint, since, said }: { entrypoint: string; since: Date; said: string },
): Promise<number> {
  const log = await lab.docker('logs', '--timestamps', '--since', since.toISOString(), entrypoint);
  const line = log.split('\n').find((found) => found.includes(said));
  const moment = Date.parse(line?.split(' ')[0] ?? '');
  if (Number.isNaN(moment))
    throw new Error(`HAProxy's log does not say «${said}» since ${since.toISOString()}:\n${log}`);
  return moment;
}
