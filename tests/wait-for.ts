/**
 * Waits until `condition` gives something other than undefined, null or false, and returns it.
 * @param within milliseconds; the number stands in the error's message with the last failure
 */
export async function waitFor<Value>(
  what: string,
  condition: () => Value | Promise<Value>,
  { within = 20_000, every = 25 }: { within?: number; every?: number } = {},
): Promise<Exclude<Value, undefined | null | false>> {
  const deadline = performance.now() + within;
  let lastFailure: unknown;
  for (;;) {
    try {
      const value = await before(deadline, condition());
      if (isPresent(value)) return value;
      lastFailure = undefined;
    } catch (error) {
      lastFailure = error;
    }
    if (performance.now() > deadline) {
      const last = lastFailure instanceof Error ? `; at last: ${lastFailure.message}` : '';
      throw new Error(`waited ${within} ms in vain for ${what}${last}`, { cause: lastFailure });
    }
    await new Promise((resolve) => {
      setTimeout(resolve, every);
    });
  }
}

/** A page that hangs does not answer: the condition itself may be what is waited for in vain. */
async function before<Value>(deadline: number, value: Value | Promise<Value>): Promise<Value | undefined> {
  if (!(value instanceof Promise)) return value;
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), Math.max(0, deadline - performance.now()) + 1);
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
  }
}

function isPresent<Value>(value: Value): value is Exclude<Value, undefined | null | false> {
  return value !== undefined && value !== null && value !== false;
}
