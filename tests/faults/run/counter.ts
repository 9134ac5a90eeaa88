import { parseMarkLabel } from '#protocol/recording.ts';
import { readCast } from '../../server/recording/test-recordings.ts';
import { mayLose, type Findings } from '../rounds/round.ts';

/** The numbers of a counter that is started anew begin a series of their own. */
const series = 1_000_000;

/** Marks that say why numbers are missing behind them: the lab was not running, or the shell had ended. */
const endsOutput: ReadonlySet<string> = new Set(['gap', 'shell-ended']);

/** A command that prints numbers with the time of each, without end. */
export function countingFrom(lap: number): string {
  return `i=${lap * series}; while :; do echo "<$i $EPOCHREALTIME>"; i=$((i+1)); sleep 0.02; done`;
}

/**
 * Looks at what the recording has of a counter's numbers: each once, in order; where some are missing they are of
 * the last moments before a kill, and a gap is marked there.
 * @returns milliseconds of output that are missing at the last kill
 */
export async function checkCounter(
  dir: string,
  terminal: string,
  killedAt: number,
  { hold }: Findings,
): Promise<number> {
  const { events } = await readCast(dir, terminal);
  let last: { readonly number: number; readonly at: number } | null = null;
  let marked = false;
  let lost = 0;
  let line = '';
  for (const { code, data } of events) {
    if (code === 'm') marked ||= endsOutput.has(parseMarkLabel(data)?.kind ?? '');
    if (code !== 'o') continue;
    line += data;
    for (const match of line.matchAll(/<(\d+) (\d+)[.,](\d{3})\d*>\r\n/g)) {
      const next = { number: Number(match[1]), at: Number(`${match[2]}${match[3]}`) };
      const follows = last === null || next.number === last.number + 1;
      if (!follows && last !== null) {
        const isNew = next.number % series === 0 && next.number > last.number;
        hold('shown', next.number > last.number, () => `number ${next.number} stands behind ${last?.number}`);
        hold('gap', marked, () => `no gap is marked between ${last?.number} and ${next.number}`);
        // Of a shell that ended with its server the recording has nothing after the kill.
        const missing = (isNew ? Math.min(killedAt, next.at) : next.at) - last.at;
        const isLast = last.at <= killedAt && killedAt <= next.at;
        if (isLast) lost = Math.max(0, missing);
        if (isLast || !isNew) hold('gap', missing <= mayLose, () => `${missing} ms of output are missing`);
      }
      last = next;
      marked = false;
    }
    line = line.slice(line.lastIndexOf('\n') + 1);
  }
  return lost;
}
