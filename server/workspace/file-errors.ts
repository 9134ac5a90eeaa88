import { LabError } from '../lab-error.ts';

/** The largest file that the page reads or writes, in bytes. */
export const maxFileBytes = 1_048_576;

const seeList = 'Список файлов рабочей папки: GET /api/files.';

/** The name is not one of a file below the workspace. */
export function badPath(why: string): LabError {
  return new LabError({
    code: 'file-path',
    title: 'Недопустимое имя файла',
    message: `Лаборатория открывает только файлы рабочей папки, а в этом имени ${why}.`,
    hint: `Назовите файл относительно рабочей папки, например docker-compose.yml. ${seeList}`,
    status: 400,
  });
}

/** The same name in another case is taken; on many disks both are one file. */
export function caseClash(asked: string, existing: string): LabError {
  return new LabError({
    code: 'file-name-case',
    title: 'Имя отличается только регистром букв',
    message: `Файла ${asked} нет, но есть ${existing}; на дисках macOS и Windows это один и тот же файл.`,
    hint: `Обратитесь к файлу точно по имени ${existing} или выберите другое имя.`,
    status: 409,
  });
}

/** Nothing stands at this path. */
export function fileMissing(path: string): LabError {
  return new LabError({
    code: 'file-missing',
    title: 'Файла нет',
    message: `В рабочей папке нет файла ${path}: его удалили или переименовали.`,
    hint: `Файл лаборатории вернёт «Вернуть исходный». ${seeList}`,
    status: 404,
  });
}

/** What stands at this path is not a file that only the workspace has: a link, a pipe, a device, a folder. */
export function notPlain(path: string, what: string): LabError {
  return new LabError({
    code: 'file-not-plain',
    title: 'Это не обычный файл',
    message: `${path} — ${what}. Лаборатория открывает только обычные файлы: иначе запись попала бы мимо рабочей папки.`,
    hint: 'Замените его обычным файлом в терминале, например: cp --remove-destination.',
    status: 409,
  });
}

/** Too many bytes. */
export function tooLarge(path: string): LabError {
  return new LabError({
    code: 'file-too-large',
    title: 'Файл слишком большой',
    message: `${path} больше 1 МиБ; страница правит только небольшие текстовые файлы.`,
    hint: 'Откройте его в терминале, например: less.',
    status: 413,
  });
}

/** Not text in UTF-8. */
export function notText(path: string): LabError {
  return new LabError({
    code: 'file-not-text',
    title: 'Файл не текстовый',
    message: `${path} — не текст в кодировке UTF-8; правка на странице испортила бы его.`,
    hint: 'Перекодируйте файл в терминале (iconv -t UTF-8) или верните исходный.',
    status: 422,
  });
}

/** The file is not as the writer saw it last. */
export function fileChanged(path: string): LabError {
  return new LabError({
    code: 'file-changed',
    title: 'Файл изменился, пока вы его правили',
    message: `${path} на диске уже не тот, что вы открыли: его сохранили в другом месте. Ничего не записано.`,
    hint: 'Сравните оба текста и решите, какой оставить.',
    status: 412,
  });
}

/** The file did not come with the lab. */
export function noOriginal(path: string): LabError {
  return new LabError({
    code: 'file-no-original',
    title: 'У файла нет исходного вида',
    message: `${path} не входит в лабораторию: его добавили вы.`,
    hint: 'Удалить свой файл можно в терминале: rm.',
    status: 404,
  });
}

const refusals = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO']);

/** Whether the system says of the disk that it does not take or give a file. */
export function isRefusalOfDisk(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && refusals.has(error.code);
}

/** The disk or its permissions refuse. */
export function diskRefuses(path: string, cause: NodeJS.ErrnoException): LabError {
  const full = cause.code === 'ENOSPC' || cause.code === 'EDQUOT';
  if (full || cause.code === 'EROFS') {
    return new LabError(
      {
        code: full ? 'disk-full' : 'disk-read-only',
        title: full ? 'На диске кончилось место' : 'Диск доступен только для чтения',
        message: `${path} не сохранён: ${full ? 'диск полон' : 'на этот диск сейчас нельзя писать'}. Прежний текст цел.`,
        hint: full
          ? 'Освободите место (например, docker system prune) и сохраните ещё раз.'
          : 'Верните диску право записи и сохраните ещё раз; причину покажет команда dmesg.',
        status: 507,
      },
      { cause },
    );
  }
  return new LabError(
    {
      code: 'file-denied',
      title: 'Нет доступа к файлу',
      message: `Система не даёт открыть ${path} (${cause.code ?? 'неизвестная ошибка'}).`,
      hint: 'Проверьте права в терминале: ls -l. Часто помогает: sudo chown "$USER" ИМЯ_ФАЙЛА.',
      status: 409,
    },
    { cause },
  );
}
