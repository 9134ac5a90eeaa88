import { type AnsweredQuestion } from '../../client/review/answers.ts';
import { visibleLines } from '../../client/review/visible-text.ts';
import { clockText } from '../../client/review/words.ts';
import { make } from './make.ts';

/** Draws each question with the student's answer beside the model one. */
export function drawAnswers(
  answers: readonly AnsweredQuestion[],
  modelOf: (id: string) => HTMLElement | null,
): HTMLElement[] {
  return answers.map((answer) => {
    const own = make('div', { class: 'own-answer' });
    if (answer.text.trim() === '') own.append(make('p', { class: 'part-words', text: 'Ответа нет.' }));
    else own.append(make('p', { class: 'answer-text', text: visibleLines(answer.text) }));
    const when = whenText(answer);
    if (when !== '') own.append(make('p', { class: 'part-words', text: when }));
    const model = modelOf(answer.id);
    const beside = make('details', { class: 'model-answer' }, make('summary', { text: 'Разбор' }));
    beside.open = true;
    if (model !== null) {
      // A table in it is scrolled sideways where there is no room.
      if (model.querySelector('table') !== null) model.tabIndex = 0;
      beside.append(model);
    }
    return make(
      'section',
      { class: 'answer' },
      make('h3', { text: answer.title }),
      make('div', { class: 'answer-columns' }, own, beside),
    );
  });
}

function whenText({ savedAt, openedAt, changedAfter }: AnsweredQuestion): string {
  if (savedAt === null) return openedAt === null ? '' : `Разбор открыт в ${clockText(openedAt)}.`;
  if (openedAt === null) return `Записан в ${clockText(savedAt)}, разбор не открывался.`;
  return changedAfter
    ? `Разбор открыт в ${clockText(openedAt)}, ответ изменён после этого, в ${clockText(savedAt)}.`
    : `Записан в ${clockText(savedAt)}, до разбора (${clockText(openedAt)}).`;
}
