import type { CastEvent } from '#protocol/cast.ts';
import type { Disguise } from './disguise.ts';

/** Colours and moves of the cursor, which a program may put into the middle of a word; line ends part words. */
// oxlint-disable-next-line no-control-regex -- control sequences are what it is about
const sequences = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])/g;

/**
 * The events of a recording with every name disguised, also one that was cut between two events or has a colour inside.
 * Each event keeps its time; a name stands where its first letter stood.
 */
export function disguiseRecording(events: readonly CastEvent[], disguise: Disguise): CastEvent[] {
  const disguised = events.map((event) => (event.code === 'o' ? event : { ...event, data: disguise(event.data) }));
  const outputs = disguised.flatMap((event, index) => (event.code === 'o' ? [index] : []));
  const whole = outputs.map((index) => disguised[index]?.data ?? '').join('');
  const pieces = rewrite(whole, disguise);
  let at = 0;
  let piece = 0;
  for (const index of outputs) {
    const event = disguised[index];
    if (event === undefined) continue;
    const end = at + event.data.length;
    let data = '';
    for (let here = at; here < end;) {
      const { from, to, instead } = pieces[piece] ?? { from: whole.length, to: whole.length, instead: '' };
      if (here < from) {
        const until = Math.min(from, end);
        data += whole.slice(here, until);
        here = until;
      } else {
        if (here === from) data += instead;
        here = Math.min(to, end);
        if (here === to) piece += 1;
      }
    }
    disguised[index] = { ...event, data };
    at = end;
  }
  return disguised.filter(({ code, data }) => code !== 'o' || data !== '');
}

type Rewritten = { readonly from: number; readonly to: number; readonly instead: string };

/** The parts of a text that read otherwise once disguised, in order and at most one a line. */
function rewrite(whole: string, disguise: Disguise): Rewritten[] {
  return [...whole.matchAll(/[^\r\n]+/g)].flatMap(({ index, 0: line }) => {
    const instead = disguiseLine(line, disguise);
    if (instead === line) return [];
    const head = commonStart(line, instead);
    const tail = Math.min(commonEnd(line, instead), line.length - head, instead.length - head);
    return {
      from: index + head,
      to: index + line.length - tail,
      instead: instead.slice(head, instead.length - tail),
    };
  });
}

/** With its colours, unless one of them stands inside of a name. */
function disguiseLine(line: string, disguise: Disguise): string {
  const shown = disguise(line.replaceAll(sequences, ''));
  const coloured = disguise(line);
  return coloured.replaceAll(sequences, '') === shown ? coloured : shown;
}

function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && length < other.length && one[length] === other[length]) length += 1;
  return length;
}

function commonEnd(one: string, other: string): number {
  let length = 0;
  while (length < Math.min(one.length, other.length) && one.at(-1 - length) === other.at(-1 - length)) length += 1;
  return length;
}
