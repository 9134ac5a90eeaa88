import type { ApiError } from '../../client/api.ts';
import { isConflict, isGone, type FileSession } from './file-session.ts';
import type { Notice } from './file-view.ts';

/** What the reader must decide, or null. */
export function noticeOf(session: FileSession): Notice | null {
  if (isGone(session)) {
    return {
      kind: 'warn',
      text: 'Файла больше нет на диске: его удалили или переименовали вне страницы. Текст здесь цел.',
      choices: ['keep-mine', 'restore'],
    };
  }
  if (isConflict(session)) {
    return {
      kind: 'warn',
      text: 'Файл изменили вне этой вкладки, а здесь есть несохранённые правки. Оба текста целы: выберите, какой оставить.',
      choices: ['compare-disk', 'take-disk', 'keep-mine'],
    };
  }
  return null;
}

/** The notice of a request that failed. */
export function noticeOfError(error: ApiError): Notice {
  const canRestore = ['file-missing', 'file-not-plain', 'file-not-text', 'file-too-large'].includes(error.code);
  return { kind: 'bad', text: `${error.message} ${error.hint}`, choices: canRestore ? ['restore'] : [] };
}

/** A word that asks for nothing. */
export const info = (text: string): Notice => ({ kind: 'info', text, choices: [] });
