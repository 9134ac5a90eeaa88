import path from 'node:path';
import { parseMarkLabel } from '#protocol/recording.ts';
import { openTestRecordings, outputOf, readCast } from '../../server/recording/test-recordings.ts';
import { killChild } from '../rounds/kill-child.ts';
import { createFindings, mayLose } from '../rounds/round.ts';
import type { Victim } from '../rounds/victim.ts';

const script = path.resolve(import.meta.dirname, '../recording-process.ts');
const roundsAFolder = 25;
const size = { columns: 80, rows: 24 };

/** A process that records numbered lines without end; what `flush` has returned for is saved. */
export const recorder: Victim = {
  name: 'recorder',
  asked: ['shown', 'gap', 'readable'],
  open: async (folder) => {
    let first = 0;
    let rounds = 0;
    let dir = folder;
    return {
      round: async () => {
        const { hold, misses } = createFindings();
        // A recording that has grown for long is thinned out: that is no loss, and not what is looked for here.
        if (rounds % roundsAFolder === 0) dir = path.join(folder, String(rounds));
        rounds += 1;
        const args = [dir, String(first)];
        const { lines, killedAt } = await killChild({ script, args, after: 200 + Math.random() * 800 });
        const numbers = (word: string) =>
          lines.flatMap((line) => (line.startsWith(word) ? [line.split(' ').slice(1).map(Number)] : []));
        const saved = numbers('saved').at(-1)?.[0] ?? -1;
        const said = numbers('said').map(([line = 0, at = 0, waited = 0]) => ({ line, at, waited }));
        {
          // The next opening mends what was torn, and its first shell marks the gap.
          await using next = await openTestRecordings(dir);
          next.tape('main').shellStarted('/bin/sh', size, 'the-next-shell');
          await next.flush();
        }
        const { events } = await readCast(dir);
        const text = outputOf(events);
        hold('readable', !text.includes('\ufffd'), () => 'a character is torn');
        const unordered = events.findIndex(({ seconds }, index) => seconds < (events[index - 1]?.seconds ?? 0));
        hold('shown', unordered === -1, () => `event ${unordered} goes back in time`);
        const written = [...text.matchAll(/<(\d+)> ёлка\r\n/g)]
          .map(([, number]) => Number(number))
          .filter((number) => number >= first);
        const last = written.at(-1) ?? first - 1;
        hold('shown', last >= saved, () => `line ${saved} was saved, line ${last} is the last one`);
        hold(
          'shown',
          written.every((number, index) => number === first + index),
          () => 'a line is missing or doubled before the end',
        );
        const missing = said.find(({ line }) => line > last);
        const lost = missing === undefined ? 0 : killedAt - missing.at;
        // A machine that does not let a process run, as one under other people's tests, takes nothing back from it.
        const waited = missing === undefined ? 0 : (said.at(-1)?.waited ?? 0) - missing.waited;
        hold(
          'gap',
          lost - waited <= mayLose,
          () => `${lost} ms of output are missing, ${waited} of them without a processor`,
        );
        const marked = events.findLastIndex(({ code, data }) => code === 'm' && parseMarkLabel(data)?.kind === 'gap');
        const printed = events.findLastIndex(({ code, data }) => code === 'o' && data.includes('ёлка'));
        hold('gap', marked > printed, () => 'no gap is marked where output is missing');
        first = (said.at(-1)?.line ?? first) + 1_000;
        return { misses, lost, back: null };
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
};
