import { LabError } from '../lab-error.ts';

/** The store was written by a newer version of the lab. */
export function storeNewer(file: string, found: number, known: number): LabError {
  return new LabError({
    code: 'store-newer',
    title: 'Прохождение записано более новой версией лаборатории',
    message: `Журнал ${file} имеет версию ${found}, а эта лаборатория знает версии не новее ${known}. Файл не тронут.`,
    hint: 'Обновите лабораторию (git pull и снова npm start) или укажите другую папку в LAB_HOME.',
    status: 500,
  });
}

/** The store cannot be read; it stands now under another name, and the next start begins a new one. */
export function storeDamaged(file: string, keptAs: string, cause: unknown): LabError {
  return new LabError(
    {
      code: 'store-damaged',
      title: 'Журнал прохождения повреждён',
      message: `Файл ${file} не читается как журнал. Он сохранён как ${keptAs}, ничего не удалено.`,
      hint: 'Запустите npm start ещё раз: начнётся новый журнал. Рабочая папка с файлами осталась прежней. Старый журнал можно попробовать восстановить командой «sqlite3 … .recover».',
      status: 500,
    },
    { cause },
  );
}

/** Another process of the lab holds the store. */
export function storeInUse(file: string, cause: unknown): LabError {
  return new LabError(
    {
      code: 'store-in-use',
      title: 'Лаборатория уже запущена',
      message: `Журнал ${file} держит другой процесс лаборатории; писать в него вдвоём нельзя.`,
      hint: 'Вернитесь на уже открытую страницу, или остановите первый npm start (Ctrl+C), или укажите другую папку в LAB_HOME.',
      status: 500,
    },
    { cause },
  );
}

/** The disk does not take another event. */
export function storeFull(file: string, cause: unknown): LabError {
  return new LabError(
    {
      code: 'store-full',
      title: 'На диске кончилось место',
      message: `Событие не записано в журнал ${file}: диск полон. Всё записанное раньше цело.`,
      hint: 'Освободите место (например, docker system prune) и повторите действие.',
      status: 507,
    },
    { cause },
  );
}

/** The system does not let the store be written: a disk that has become read-only, or one that fails. */
export function storeUnwritable(file: string, cause: unknown): LabError {
  return new LabError(
    {
      code: 'store-unwritable',
      title: 'Журнал нельзя записать',
      message: `Событие не записано в журнал ${file}: система не даёт писать на этот диск. Всё записанное раньше цело.`,
      hint: 'Освободите место, если его нет (df -h), или верните диску право записи (причину покажут mount и dmesg), и повторите.',
      status: 507,
    },
    { cause },
  );
}
