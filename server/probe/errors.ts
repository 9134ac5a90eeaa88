import { LabError } from '../lab-error.ts';

/** The run has no entry point that the probe could write through. */
export function noEntryPoint(problem: string): LabError {
  return new LabError({
    code: 'no-entrypoint',
    title: 'Зонду не через что писать',
    message: `Зонд пишет через точку входа HAProxy, а она недоступна: ${problem}.`,
    hint: 'Добавьте HAProxy, как описано в части 3, и поднимите проект: docker compose up -d.',
    status: 409,
  });
}

/** The table could not be made: there is no leader that takes writes. */
export function entryPointSilent(problem: string, cause: unknown): LabError {
  return new LabError(
    {
      code: 'entrypoint-silent',
      title: 'Точка входа не принимает записи',
      message: `Зонд не начал: через точку входа не удалось создать его таблицу: ${problem}.`,
      hint: 'Дождитесь, пока в кластере появится лидер, а HAProxy увидит его (сервер UP на странице статистики), и запустите зонд ещё раз.',
      status: 409,
    },
    { cause },
  );
}

/** The former probe's rows are still being read: a new probe would delete them. */
export function stillReadingBack(): LabError {
  return new LabError({
    code: 'probe-reading-back',
    title: 'Прежний зонд ещё сверяет строки',
    message: 'Новый зонд удаляет строки прежнего, а их ещё читают с лидера и реплики.',
    hint: 'Подождите до минуты, пока сверка закончится, и запустите зонд ещё раз.',
    status: 409,
  });
}

/** There is no probe that could be stopped or read back. */
export function noProbe(): LabError {
  return new LabError({
    code: 'no-probe',
    title: 'Зонд не запускали',
    message: 'В этом прохождении зонд ещё ничего не писал.',
    hint: 'Запустите его кнопкой «Запустить зонд».',
    status: 409,
  });
}

/** It still writes: what it has written is read back when it ends. */
export function stillWriting(): LabError {
  return new LabError({
    code: 'probe-writing',
    title: 'Зонд ещё пишет',
    message: 'Строки сверяются с лидером и репликой, когда зонд закончил писать.',
    hint: 'Остановите зонд: сверка начнётся сама.',
    status: 409,
  });
}
