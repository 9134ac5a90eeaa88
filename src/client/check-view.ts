import type { CheckResult } from '#protocol/check.ts';
import { neutralNames, type PlaceholderValues } from '#protocol/placeholder.ts';

/** What the page says of a check: the sign, the word, and whether it was shown before. */
export type CheckView = {
  readonly mark: 'open' | 'done' | 'unknown' | 'partly';
  readonly word: string;
  readonly message: string;
};

/** Words for a check's present answer; `ever` when it passed once in this run. */
export function viewCheck(result: CheckResult | null, ever: boolean): CheckView {
  if (result === null) {
    return ever
      ? { mark: 'done', word: 'Было показано раньше.', message: '' }
      : { mark: 'open', word: 'ещё не проверялось', message: '' };
  }
  switch (result.outcome) {
    case 'passed':
      return { mark: 'done', word: 'Выполнено.', message: result.message };
    case 'could-not-run':
      return { mark: ever ? 'done' : 'unknown', word: 'Не удалось проверить.', message: result.message };
    case 'not-yet':
      return ever
        ? { mark: 'done', word: 'Было показано, сейчас уже не так.', message: result.message }
        : { mark: 'open', word: 'Пока нет.', message: result.message };
  }
}

/** A hint's command with the names of the cluster, or neutral ones until they are known. */
export function fillHint(template: string, values: PlaceholderValues | null): string {
  let text = template;
  for (const [name, neutral] of Object.entries(neutralNames)) {
    const value = values === null ? null : Object.entries(values).find(([key]) => key === name)?.[1];
    text = text.replaceAll(`{${name}}`, value ?? neutral);
  }
  return text;
}
