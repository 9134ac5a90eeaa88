import { setTimeout as delay } from 'node:timers/promises';
import { readAnnouncement } from '../../../server/pty-owner/announcement.ts';
import { waitFor } from '../../wait-for.ts';
import { actAsBrowser } from '../run/browser-globals.ts';
import { askLab, makeLabWorld } from '../run/lab-world.ts';
import { openPageTerminal, type PageTerminal } from '../run/page-terminal.ts';
import { followShown } from '../run/shown-events.ts';
import { savedText } from '../victims/saved-text.ts';
import { heldBy, type Held } from './held.ts';
import { growthOf } from './trend.ts';

/** What hours of work in fast motion left behind. */
export type Soak = {
  readonly minutes: number;
  /** How often what was done. */
  readonly done: Readonly<Record<string, number>>;
  readonly server: readonly Held[];
  readonly owner: readonly Held[];
};

/** By how much the trend of a process may grow from the end of the first third on: bytes, and descriptors. */
export const soakBounds = { memory: 20 * 1_048_576, descriptors: 3 } as const;

const names = ['main', 'client', 'leader', 'replica'];
const lookEvery = 3_000;
/** Milliseconds for one deed, on a busy machine too. */
const within = 60_000;

/** Works a lab as a class would in hours: commands, floods, pages that come and go, saves, answers, new shells. */
export async function soakFor(folder: string, minutes: number): Promise<Soak> {
  actAsBrowser();
  await using stack = new AsyncDisposableStack();
  const world = await makeLabWorld(folder);
  const lab = await world.start();
  stack.defer(() => lab.process[Symbol.asyncDispose]());
  const { url } = lab;
  const until = performance.now() + minutes * 60_000;
  const done: Record<string, number> = {};
  const count = (deed: string) => {
    done[deed] = (done[deed] ?? 0) + 1;
  };
  const repeat = async (pause: number, deed: (turn: number) => Promise<void>) => {
    for (let turn = 0; performance.now() < until; turn += 1) {
      await deed(turn);
      await delay(pause * (0.5 + Math.random()));
    }
  };

  async function workIn(name: string): Promise<void> {
    const terminal = stack.use(openPageTerminal(url, name));
    await repeat(150, async (turn) => {
      await atPrompt(terminal);
      terminal.forget();
      const isFlood = turn % 10 === 5;
      const text = isFlood
        ? `for i in {1..20000}; do echo "строка $i"; done; echo end-$((${turn}*1))`
        : `echo end-$((${turn}*1))`;
      terminal.type(`${text}\r`);
      await waitFor('its output', () => terminal.text().includes(`end-${turn}\r\n`), { within });
      count(isFlood ? 'floods' : 'commands');
      if (turn % 40 !== 39) return;
      await atPrompt(terminal);
      terminal.type('nohup sleep 900 >/dev/null 2>&1 & exit; exit\r');
      await waitFor('the end', () => terminal.activity().at === 'closed', { within });
      terminal.restart();
      count('new shells');
    });
  }

  const server: Held[] = [];
  const owner: Held[] = [];
  await Promise.all([
    ...names.map(workIn),
    repeat(300, async (turn) => {
      using page = openPageTerminal(url, names[turn % names.length] ?? 'main');
      await using _stream = await followShown(url, 0);
      await page.attached();
      count('pages');
    }),
    repeat(250, async (turn) => {
      await askLab(url, 'PUT', '/files/haproxy.cfg', { text: savedText(turn % 50) });
      await askLab(url, 'PUT', '/answers/expose', { text: `ответ ${turn}` });
      for (const address of ['/run', '/recordings', '/files', '/claims', '/cluster']) await askLab(url, 'GET', address);
      count('saves');
    }),
    repeat(lookEvery, async () => {
      const announced = await waitFor('the owner', () => readAnnouncement(world.home), { within });
      server.push(await heldBy(lab.process.child.pid ?? 0));
      owner.push(await heldBy(announced.pid));
    }),
  ]);
  return { minutes, done, server, owner };
}

async function atPrompt(terminal: PageTerminal): Promise<void> {
  await waitFor('the prompt', () => terminal.link() === 'attached' && terminal.activity().at === 'prompt', { within });
}

/** Of each process how much its trend has grown once it had warmed up. */
export function growthsOf({ server, owner }: Soak) {
  const of = (samples: readonly Held[], pick: (held: Held) => number) =>
    growthOf(samples.slice(Math.floor(samples.length / 3)).map(pick));
  return {
    server: { memory: of(server, ({ memory }) => memory), descriptors: of(server, ({ descriptors }) => descriptors) },
    owner: { memory: of(owner, ({ memory }) => memory), descriptors: of(owner, ({ descriptors }) => descriptors) },
  };
}

/** What of it is over its bound, in words. */
export function creepingOf(soak: Soak): string[] {
  return Object.entries(growthsOf(soak)).flatMap(([name, { memory, descriptors }]) => [
    ...(memory > soakBounds.memory ? [`memory of the ${name} grows by ${Math.round(memory / 1_024)} KiB`] : []),
    ...(descriptors > soakBounds.descriptors ? [`descriptors of the ${name} grow by ${descriptors.toFixed(1)}`] : []),
  ]);
}
