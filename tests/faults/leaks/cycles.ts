import { readFile } from 'node:fs/promises';
import { readAnnouncement } from '../../../server/pty-owner/announcement.ts';
import { terminalProcesses } from '../../../server/terminal/processes.ts';
import { waitFor } from '../../wait-for.ts';
import { actAsBrowser } from '../run/browser-globals.ts';
import { makeLabWorld } from '../run/lab-world.ts';
import { openPageTerminal, type PageTerminal } from '../run/page-terminal.ts';
import { heldBy, type Held } from './held.ts';

/** What was left after terminals had been opened and closed again and again. */
export type Cycles = {
  readonly cycles: number;
  /** Processes that were begun in a terminal. */
  readonly begun: number;
  readonly leftProcesses: number;
  readonly before: { readonly server: Held; readonly owner: Held };
  readonly after: { readonly server: Held; readonly owner: Held };
  readonly seconds: number;
};

const names = ['main', 'client', 'leader', 'replica', 'old-leader'];
/** What a closing shell leaves behind where nobody sweeps. */
const jobs = [
  'nohup sleep 5000 >/dev/null 2>&1 &',
  'setsid sleep 5001 &',
  `sh -c 'trap "" HUP TERM; while :; do sleep 5002; done' &`,
  'sleep 5003 &',
];
const jobsBegun = 4;
/** Milliseconds for one terminal to open, and to close with all that runs in it. */
const within = 60_000;

/** Opens and closes terminals of a real server `cycles` times, each with jobs that do not hear a hang-up. */
export async function openAndClose(folder: string, cycles: number): Promise<Cycles> {
  actAsBrowser();
  const begunAt = performance.now();
  await using owner = new AsyncDisposableStack();
  const world = await makeLabWorld(folder);
  const lab = await world.start();
  owner.defer(() => lab.process[Symbol.asyncDispose]());
  const terminals = names.map((name) => owner.use(openPageTerminal(lab.url, name)));
  let left = cycles;
  let begun = 0;

  async function cycle(terminal: PageTerminal): Promise<void> {
    if (terminal.activity().at === 'closed') terminal.restart();
    await waitFor('the prompt', () => terminal.link() === 'attached' && terminal.activity().at === 'prompt', {
      within,
    });
    terminal.forget();
    terminal.type(`${jobs.join(' ')} echo begun-$((6*7)) $LAB_TERMINAL >>${world.typed}; exit; exit\r`);
    await waitFor('the end of the shell', () => terminal.activity().at === 'closed', { within });
    begun += jobsBegun;
  }

  const look = async () => {
    const announced = await readAnnouncement(world.home);
    if (announced === null || lab.process.child.pid === undefined) throw new Error('a process is gone');
    return { server: await heldBy(lab.process.child.pid), owner: await heldBy(announced.pid) };
  };

  // Once each, so that what is made once is there.
  await Promise.all(terminals.map(cycle));
  const prefix = await markerPrefix(world.typed);
  const noneLeft = () =>
    waitFor('the sweep', async () => (await terminalProcesses(prefix, null)).length === 0, { within });
  await noneLeft();
  const before = await look();
  await Promise.all(
    terminals.map(async (terminal) => {
      while (left > 0) {
        left -= 1;
        await cycle(terminal);
      }
    }),
  );
  await noneLeft().catch(() => undefined);
  const leftProcesses = (await terminalProcesses(prefix, null)).length;
  // A descriptor of a file that was just written may be on its way.
  const after = await waitFor('what is held to settle', async () => {
    const now = await look();
    return (
      now.server.descriptors <= before.server.descriptors && now.owner.descriptors <= before.owner.descriptors && now
    );
  }).catch(look);
  return { cycles, begun, leftProcesses, before, after, seconds: (performance.now() - begunAt) / 1_000 };
}

/** The mark of all terminals of the run, by what one of them wrote. */
async function markerPrefix(file: string): Promise<string> {
  const marker = /begun-42 (\S+?:)/.exec(await readFile(file, 'utf8'))?.[1];
  if (marker === undefined) throw new Error('no terminal told its mark');
  return marker;
}

/** What of it is a leak, in words. */
export function leaksOf({ leftProcesses, before, after }: Cycles): string[] {
  const grown = (what: string, was: number, is: number) => (is > was ? [`${what}: ${was}, then ${is}`] : []);
  return [
    ...grown('processes', 0, leftProcesses),
    ...grown('descriptors of the server', before.server.descriptors, after.server.descriptors),
    ...grown('descriptors of the owner', before.owner.descriptors, after.owner.descriptors),
    ...grown('ptys', before.owner.ptys, after.owner.ptys),
  ];
}
