import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { parseInteger, parseRecord, parseString } from '#protocol/parse.ts';
import { savedText } from '../victims/saved-text.ts';
import { waitFor } from '../../wait-for.ts';
import { askLab } from './lab-world.ts';
import type { PageTerminal } from './page-terminal.ts';

/** What a student was told while the server lived: all of it must be there afterwards. */
export type Told = {
  /** Places in the journal with the event that the answer was. */
  readonly events: Map<number, string>;
  /** Hashes of lab files whose saving was confirmed. */
  readonly saves: string[];
  /** Commands that were seen to have ended, with their outputs. */
  readonly outputs: Map<string, string>;
  /** Lines that were typed, and those of them whose echo was seen. */
  readonly typed: string[];
  readonly echoed: string[];
  /** Why one kind of work has ended. */
  readonly failures: unknown[];
};

export const nothingTold = (): Told => ({
  events: new Map(),
  saves: [],
  outputs: new Map(),
  typed: [],
  echoed: [],
  failures: [],
});

export type WorkOptions = {
  readonly url: string;
  readonly told: Told;
  /** Numbers that were never given before. */
  readonly next: () => number;
  /** Where lines are typed, and the file that each of them writes its number to. */
  readonly terminal: PageTerminal;
  readonly file: string;
  /** Aborted with the kill. */
  readonly killed: AbortSignal;
};

/** Milliseconds for one command to end on a busy machine. */
const endsWithin = 25_000;

/** What students do at the same time, each until the server is gone. */
export function workUntilKilled({ url, told, next, terminal, file, killed }: WorkOptions): Promise<unknown> {
  const untilKilled = async (task: () => Promise<void>) => {
    while (!killed.aborted) {
      try {
        await task();
      } catch (error) {
        // In the middle of the kill it is what must come; before it, somebody waits for this work.
        told.failures.push(error instanceof Error ? `${error.message} (${String(error.cause)})` : error);
        return;
      }
      // Quick, but no flood: what a server that is always busy loses says nothing of a class.
      await delay(Math.random() * 40);
    }
  };
  return Promise.allSettled([
    untilKilled(async () => {
      const event = parseRecord(await askLab(url, 'PUT', '/answers/expose', { text: `ответ ${next()}` }), 'event');
      told.events.set(parseInteger(event.seq, 'seq', 1, Number.MAX_SAFE_INTEGER), JSON.stringify(event));
    }),
    untilKilled(async () => {
      const saved = await askLab(url, 'PUT', '/files/haproxy.cfg', { text: savedText(next()) });
      told.saves.push(parseString(parseRecord(saved, 'file').hash, 'hash'));
    }),
    untilKilled(async () => {
      const command = `echo out-${next()}`;
      const { id } = parseRecord(
        await askLab(url, 'POST', '/terminals/replica/commands', {
          command,
          // The server before may have been killed between its text and its Enter.
          interrupt: true,
        }),
        'command',
      );
      const ended = await waitFor(
        `«${command}» to end`,
        async () => {
          if (killed.aborted) return { state: 'unknown' };
          const record = parseRecord(await askLab(url, 'GET', `/commands/${parseString(id, 'id')}`), 'command');
          if (record.state === 'ended' || record.state === 'lost') return record;
          // The last one stands in the error's cause.
          throw new Error(JSON.stringify(record));
        },
        { within: endsWithin },
      );
      if (ended.state === 'ended') told.outputs.set(parseString(id, 'id'), parseString(ended.output, 'output'));
    }),
    untilKilled(async () => {
      const line = `key-${next()}.`;
      terminal.forget();
      if (terminal.link() !== 'attached') throw new Error('the terminal is gone');
      terminal.type(`echo ${line} >>${file}\r`);
      told.typed.push(line);
      const isEchoed = () => new RegExp(`${line}[^\\n]*\\n`).test(terminal.text());
      // Seen: the line, and the new one behind it.
      await waitFor('its echo', () => killed.aborted || isEchoed(), { every: 3 });
      if (isEchoed()) told.echoed.push(line);
    }),
  ]);
}

/** The lines that the shells wrote, in order. */
export async function writtenLines(file: string): Promise<string[]> {
  try {
    return (await readFile(file, 'utf8')).split('\n').slice(0, -1);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
