import { formatCastEvent, parseCastEvent } from '#protocol/cast.ts';
import { createHider, textOf } from '../../recording/hide-text.ts';
import type { Sought } from '../../recording/hidden.ts';
import { createSieve } from '../../recording/sieve.ts';
import { visibleText } from '../../recording/visible.ts';
import { hideInJson } from '../bundle/hide-event.ts';
import { createTurns } from '../bundle/turns.ts';
import { outputOf } from './shown-by.ts';

/** A recording without what must be hidden, also where it came in pieces; the very same text where it is not in it. */
export async function hideInCast(cast: string, sought: readonly Sought[]): Promise<string> {
  const output = outputOf(cast);
  const shown = visibleText(output).text;
  const texts = sought.map(textOf);
  if (!texts.some((text) => cast.includes(text) || output.includes(text) || shown.includes(text))) return cast;
  const takeTurns = createTurns();
  const sieve = createSieve(() => sought);
  const [head = '', ...lines] = cast.split('\n').filter((line) => line !== '');
  const hidden = [`${JSON.stringify(hideInJson(JSON.parse(head), createHider(sought)))}\n`];
  for (const line of lines) {
    for (const ready of sieve.push(parseCastEvent(line))) hidden.push(formatCastEvent(ready));
    await takeTurns();
  }
  for (const ready of sieve.end()) hidden.push(formatCastEvent(ready));
  return hidden.join('');
}
