import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { parseRecord, parseString } from '#protocol/parse.ts';
import { waitFor } from '../../wait-for.ts';
import { createFindings, type Findings, type Round } from '../rounds/round.ts';
import type { Lane } from '../rounds/victim.ts';
import { actAsBrowser } from './browser-globals.ts';
import { checkFiles } from './check-files.ts';
import { checkJournal } from './check-journal.ts';
import { checkCounter, countingFrom } from './counter.ts';
import { askLab, makeLabWorld, type LabWorld, type RunningLab } from './lab-world.ts';
import { openPageTerminal, type PageTerminal } from './page-terminal.ts';
import { followShown } from './shown-events.ts';
import { nothingTold, workUntilKilled, writtenLines, type Told } from './work.ts';

/** Milliseconds in which a line whose echo was seen must have been executed. */
const executedWithin = 20_000;
/** Milliseconds that anything else may take; many lanes on few cores are slow. */
const within = 30_000;

/** What is killed while pages type, save, answer, run commands and look at a terminal that prints without end. */
export type LabKill = {
  /** Kills it; settles when it is gone. */
  readonly kill: (world: LabWorld, running: RunningLab) => Promise<void>;
  /** Settles when what comes after a crash is there, with the server at its end: what it keeps is looked at. */
  readonly settle: (
    running: RunningLab,
    pages: { readonly typing: PageTerminal; readonly counting: PageTerminal },
  ) => Promise<void>;
  /** Whether a line that was echoed has a shell that goes on to execute it. */
  readonly shellsOutlive: boolean;
};

/** Opens a lab at work in a folder. */
export async function openLabLane(folder: string, { kill, settle, shellsOutlive }: LabKill): Promise<Lane> {
  actAsBrowser();
  await using opening = new AsyncDisposableStack();
  const world = await makeLabWorld(folder, await freePort());
  let running = await world.start();
  opening.defer(() => running.process[Symbol.asyncDispose]());
  const { url } = running;
  const typing = opening.use(openPageTerminal(url, 'main'));
  const counting = opening.use(openPageTerminal(url, 'leader'));
  const numbers = { last: 0, laps: 0, seq: 0 };

  async function round(): Promise<Round> {
    const findings = createFindings();
    const told = nothingTold();
    const run = path.join(world.home, 'runs', await runId(world));
    await ready(typing);
    const shown = await followShown(url, numbers.seq);
    const next = () => (numbers.last += 1);
    const killed = new AbortController();
    const work = workUntilKilled({ url, told, next, terminal: typing, file: world.typed, killed: killed.signal });
    await waitFor(
      'every kind of work',
      () => {
        if (told.failures.length > 0) throw new AggregateError(told.failures, told.failures.map(String).join('; '));
        return told.echoed.length > 0 && told.saves.length > 0 && told.outputs.size > 0;
      },
      { within },
    );
    await delay(Math.random() * 500);

    const killedAt = Date.now();
    const gone = kill(world, running);
    // At once: whoever goes on working would take what is said of the kill for an answer to their work.
    killed.abort();
    await gone;
    await work;
    await settle(running, { typing, counting });
    await shown[Symbol.asyncDispose]();
    const events = [...shown.events, ...told.events];
    numbers.seq = await checkJournal(run, folder, { events, saves: told.saves }, findings);

    const begun = performance.now();
    running = await world.start();
    const { seq } = parseRecord(await askLab(url, 'GET', '/run'), 'run');
    const back = performance.now() - begun;
    findings.hold('shown', Number(seq) >= numbers.seq, () => `event ${numbers.seq} was there, now ${String(seq)}`);
    await typing.attached();
    await counting.attached();
    await startCounting(counting);
    await checkOutputs(url, told, findings);
    await checkTyped(world, shellsOutlive ? told : { ...told, echoed: [] }, findings);
    // After it everything up to now is in the files.
    await askLab(url, 'GET', '/recordings');
    await checkFiles(run, findings);
    const lost = await checkCounter(path.join(run, 'recordings'), 'leader', killedAt, findings);
    return { misses: findings.misses, lost, back };
  }

  async function startCounting(terminal: PageTerminal): Promise<void> {
    await waitFor('the terminal', () => terminal.link() === 'attached' && terminal.activity().at !== 'starting', {
      within,
    });
    // A shell that outlived its server counts on.
    if (terminal.activity().at === 'prompt') {
      numbers.laps += 1;
      terminal.type(`${countingFrom(numbers.laps)}\r`);
    }
    terminal.forget();
    await waitFor('the counter', () => /<\d+ \d/.test(terminal.text()), { within });
  }

  await startCounting(counting);
  const opened = opening.move();
  return { round, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

async function ready(terminal: PageTerminal): Promise<void> {
  await waitFor('the prompt', () => terminal.link() === 'attached' && terminal.activity().at === 'prompt', { within });
}

/** The commands that were seen to have ended stand there with the same output. */
async function checkOutputs(url: string, told: Told, { hold }: Findings): Promise<void> {
  for (const [id, output] of told.outputs) {
    const command = parseRecord(await askLab(url, 'GET', `/commands/${id}`), 'command');
    const same = command.state === 'ended' && command.output === output;
    hold(
      'shown',
      same,
      () =>
        `command ${id} had ended with ${output}, it is ${String(command.state)} with ${JSON.stringify(command.output)}`,
    );
  }
}

/** What was typed was executed: once at most, and at all where its echo was seen; and nothing else was. */
async function checkTyped({ typed }: LabWorld, told: Told, { hold }: Findings): Promise<void> {
  const missing = (lines: readonly string[]) => told.echoed.filter((line) => !lines.includes(line));
  const deadline = performance.now() + executedWithin;
  let lines = await writtenLines(typed);
  while (missing(lines).length > 0 && performance.now() < deadline) {
    await delay(25);
    lines = await writtenLines(typed);
  }
  hold('executed', missing(lines).length === 0, () => `${missing(lines).join(', ')} was echoed and never executed`);
  const twice = lines.filter((line, index) => lines.indexOf(line) !== index);
  hold('once', twice.length === 0, () => `${twice.join(', ')} was executed twice`);
  const foreign = lines.filter((line) => !/^key-\d+\.$/.test(line));
  hold('once', foreign.length === 0, () => `${foreign.join(', ')} was never typed`);
}

async function runId({ home }: LabWorld): Promise<string> {
  const name = parseRecord(JSON.parse(await readFile(path.join(home, 'current-run.json'), 'utf8')), 'current-run.json');
  return parseString(name.id, 'id');
}

/** A port that the servers of one lane can have, one after another. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
