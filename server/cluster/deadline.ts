/** Thrown when a witness did not answer in time; the message names it and the number. */
export class DeadlineError extends Error {
  constructor(what: string, milliseconds: number) {
    super(`${what}: нет ответа за ${milliseconds} мс`);
    this.name = 'DeadlineError';
  }
}

/** Gives the promise's value, or throws a DeadlineError after `milliseconds`; `onLate` then frees what was asked. */
export async function withDeadline<Value>(
  what: string,
  milliseconds: number,
  promise: Promise<Value>,
  onLate: () => void = () => undefined,
): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    // First the refusal: freeing what was asked may settle the promise too.
    reject(new DeadlineError(what, milliseconds));
    onLate();
  }, milliseconds);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The text of a thrown value, for a witness's `problem`. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
