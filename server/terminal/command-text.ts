import { LabError } from '../lab-error.ts';

/** Characters of a command that is typed for the student; longer texts are pasted by hand. */
const maxCommand = 4_096;

/* oxlint-disable no-control-regex -- control characters are what they are about */
const pasteBracket = /\x1b\[20[01]~/g;
const control = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
/* oxlint-enable no-control-regex */

/**
 * The text as it may be typed: no control characters but tab and line feed, so that a text cannot press keys
 * or end a bracketed paste.
 * @throws LabError 400 when nothing is left, or too much
 */
export function cleanCommandText(text: string): string {
  const clean = text.replaceAll(pasteBracket, '').replaceAll(/\r\n?/g, '\n').replaceAll(control, '').trim();
  if (clean === '') {
    throw new LabError({
      code: 'command-empty',
      title: 'Пустая команда',
      message: 'Выполнять нечего: в команде нет ни одного печатного знака.',
      hint: 'Введите текст команды.',
      status: 400,
    });
  }
  if (clean.length > maxCommand) {
    throw new LabError({
      code: 'command-too-long',
      title: 'Слишком длинная команда',
      message: `В команде ${clean.length} знаков, а за один раз набирается не больше ${maxCommand}.`,
      hint: 'Сохраните её в файл рабочей папки и запустите файл.',
      status: 400,
    });
  }
  return clean;
}
