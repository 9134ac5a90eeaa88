import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '../../wait-for.ts';
import { countTo, numbersIn } from '../killed-home.ts';
import { actAsBrowser } from './browser-globals.ts';
import { openDeadLine } from './dead-line.ts';
import { makeLabWorld } from './lab-world.ts';
import { openPageTerminal } from './page-terminal.ts';

/** What became of a terminal whose network was gone for a while and said nothing of it. */
export type GoneNetwork = {
  /** Milliseconds until the page said so, and from the network's return until the terminal was attached again. */
  readonly toldAfter: number;
  readonly backAfter: number;
  /** Lines of the program that ran meanwhile which the screen does not show exactly once and in order. */
  readonly wrongLines: number;
  /** How often each key was executed: typed before, while the page did not know yet, and after. */
  readonly executed: { readonly before: number; readonly during: number; readonly after: number };
  readonly isSameShell: boolean;
};

/** Between a line of the program that runs meanwhile and the next, in milliseconds. */
const lineEvery = 100;

/** Takes the network away from a page with a running program for so many seconds, and looks what is left. */
export async function takeNetworkAway(folder: string, seconds: number): Promise<GoneNetwork> {
  actAsBrowser();
  await using line = await openDeadLine();
  // At another address of this machine, so that the page reaches it through the line by the port that it is known by.
  const world = await makeLabWorld(folder, line.port, { LAB_HOST: '127.0.0.2' });
  line.lead('127.0.0.2', line.port);
  const { process: server } = await world.start();
  await using _server = server;
  using page = openPageTerminal(`http://127.0.0.1:${line.port}`, 'main');
  const shows = (text: RegExp, within = 20_000) =>
    waitFor(`${text} in the terminal`, () => text.exec(page.text()), { within });
  await page.attached();
  page.type('echo shell-$$\r');
  const [, shell] = await shows(/shell-(\d+)/);

  const lines = (seconds * 1_000) / lineEvery + 50;
  const keys = path.join(folder, 'keys');
  const numbers = `i=0; while [ $i -lt ${lines} ]; do i=$((i+1)); echo line-$i; sleep ${lineEvery / 1_000}; done; echo all-'said'`;
  page.type(`(${numbers}) & while read -r key; do echo "$key" >> '${keys}'; done\r`);
  await shows(/line-10\b/);
  const executed = async (key: string) => {
    const all = await readFile(keys, 'utf8').catch(() => '');
    return all.split('\n').filter((each) => each === key).length;
  };
  page.type('before\r');
  await waitFor('the key typed before', async () => (await executed('before')) > 0);

  line.die(true);
  const gone = performance.now();
  page.type('during\r');
  await waitFor('the page to say that the line is dead', () => page.link() !== 'attached', { within: 30_000 });
  const toldAfter = performance.now() - gone;
  await delay(Math.max(0, seconds * 1_000 - toldAfter));

  line.die(false);
  const returned = performance.now();
  await waitFor('the terminal to come back by itself', () => page.link() === 'attached', { within: 30_000 });
  const backAfter = performance.now() - returned;
  page.type('after\r');
  await waitFor('the key typed after', async () => (await executed('after')) > 0);
  await shows(/all-said/, 60_000);
  const shown = numbersIn(page.text(), 'line-');
  const wrongLines = countTo(lines).filter((number, index) => shown[index] !== number).length;
  const count = { before: await executed('before'), during: await executed('during'), after: await executed('after') };
  page.type('\x03');
  await waitFor('the prompt', () => page.activity().at === 'prompt');
  page.type('echo again-$$\r');
  const [, shellAfter] = await shows(/again-(\d+)/);
  return {
    toldAfter,
    backAfter,
    wrongLines: wrongLines + Math.abs(shown.length - lines),
    executed: count,
    isSameShell: shell === shellAfter,
  };
}

/** A sentence for each thing that was not kept. */
export function lossesOf({ toldAfter, wrongLines, executed, isSameShell }: GoneNetwork): string[] {
  return [
    ...(toldAfter > 15_000 ? [`the page said so only after ${Math.round(toldAfter)} ms`] : []),
    ...(wrongLines > 0 ? [`${wrongLines} lines are not there once and in order`] : []),
    ...(executed.before !== 1 || executed.after !== 1 || executed.during > 1
      ? [`keys were executed ${JSON.stringify(executed)} times`]
      : []),
    ...(isSameShell ? [] : ['it is another shell']),
  ];
}
