import { parseInteger, parseRecord } from '#protocol/parse.ts';
import { plural } from '#protocol/words/plural.ts';
import { type Api, ApiError } from './api.ts';
import { ask } from './ask.ts';

/** What came of hiding a text, for a person. */
export type Hidden = { readonly done: boolean; readonly text: string };

/** Milliseconds that going through all recordings of a run may take. */
const deadline = 60_000;

/**
 * Takes a text out of all recordings after asking once; says what came of it, or null when the reader thought better.
 * @param parent where the question stands
 */
export async function hideText(parent: Element, api: Api, text: string): Promise<Hidden | null> {
  const agreed = await ask(parent, {
    title: 'Скрыть в записях?',
    text:
      'Этот текст исчезнет из записей всех терминалов, из отчёта и из того, что запишется позже. ' +
      'На его месте будет стоять [скрыто]. Вернуть его нельзя.',
    quoted: text,
    confirm: 'Скрыть навсегда',
  });
  if (!agreed) return null;
  try {
    const answer = await api.post('/api/recordings/redact', { text }, { deadline });
    const places = parseInteger(parseRecord(answer, 'answer').places, 'places', 0, Number.MAX_SAFE_INTEGER);
    return { done: true, text: hiddenText(places) };
  } catch (error) {
    if (error instanceof ApiError) return { done: false, text: `Не скрыто. ${error.message} ${error.hint}` };
    throw error;
  }
}

/** What was done, for a person. */
export function hiddenText(places: number): string {
  return places === 0
    ? 'В записях этого текста не было; если он появится, его скроют.'
    : `Скрыто ${plural(places, 'место', 'места', 'мест')} в записях.`;
}
