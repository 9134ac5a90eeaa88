import type { ErrorBody } from '#protocol/error.ts';

/** The texts of an error that a person reads, in Russian: what happened, why, then what to do. */
export type LabErrorTexts = {
  readonly code: string;
  readonly title: string;
  readonly message: string;
  readonly hint: string;
  /** HTTP status. */
  readonly status: number;
};

/** An expected failure that a person reads; every other error stays opaque outside. */
export class LabError extends Error {
  readonly code: string;
  readonly title: string;
  readonly hint: string;
  readonly status: number;

  constructor(texts: LabErrorTexts, options?: ErrorOptions) {
    super(texts.message, options);
    this.name = 'LabError';
    this.code = texts.code;
    this.title = texts.title;
    this.hint = texts.hint;
    this.status = texts.status;
  }
}

/** The body of an error response; an error that is not ours gives nothing of itself away. */
export function toErrorBody(error: unknown): ErrorBody {
  if (error instanceof LabError) {
    const { code, title, message, hint } = error;
    return { error: { code, title, message, hint } };
  }
  return {
    error: {
      code: 'internal',
      title: 'Внутренняя ошибка',
      message: 'Сервер лаборатории споткнулся; подробности записаны в его вывод.',
      hint: 'Повторите действие. Если ошибка вернётся, перезапустите «npm start» и приложите вывод к сообщению об ошибке.',
    },
  };
}
