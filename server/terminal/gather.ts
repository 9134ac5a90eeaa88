/** Gathers the chunks of a stream. */
export type Gather = Disposable & {
  readonly push: (chunk: Buffer) => void;
  /** Passes on at once what has been gathered. */
  readonly flush: () => void;
  /** Forgets it: somebody tells it otherwise. */
  readonly forget: () => void;
};

/**
 * Gathers chunks: the first after a pause goes on at once, so that the echo of a key does not wait; under load what has
 * come goes on every few milliseconds, or when it is enough.
 * @param within milliseconds
 * @param enough bytes
 */
export function createGather(
  send: (chunks: readonly Buffer[]) => void,
  { within, enough }: { readonly within: number; readonly enough: number },
): Gather {
  let chunks: Buffer[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  const forget = () => {
    chunks = [];
    bytes = 0;
  };
  const flush = () => {
    if (bytes === 0) return;
    const gathered = chunks;
    forget();
    send(gathered);
  };
  const windowEnds = () => {
    timer = bytes > 0 ? setTimeout(windowEnds, within) : undefined;
    flush();
  };
  return {
    push: (chunk) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (timer && bytes < enough) return;
      flush();
      timer ??= setTimeout(windowEnds, within);
    },
    flush,
    forget,
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
