/** Gathers the chunks of a stream. */
export type Gather = Disposable & {
  readonly push: (chunk: Buffer) => void;
  /** Passes on at once what has been gathered. */
  readonly flush: () => void;
  /** Forgets it: somebody tells it otherwise. */
  readonly forget: () => void;
};

/** Where chunks wait. */
export type Waiting = {
  readonly bytes: number;
  push(chunk: Buffer): void;
  /** Takes everything out. */
  take(): readonly Buffer[];
  /** Nothing has come for a while. */
  rest(): void;
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
  waiting: Waiting = createChunkList(),
): Gather {
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    if (waiting.bytes > 0) send(waiting.take());
  };
  const windowEnds = () => {
    timer = waiting.bytes > 0 ? setTimeout(windowEnds, within) : undefined;
    flush();
    if (!timer) waiting.rest();
  };
  return {
    push: (chunk) => {
      const isEnough = !timer || waiting.bytes + chunk.length >= enough;
      if (isEnough && waiting.bytes === 0) send([chunk]);
      else {
        waiting.push(chunk);
        if (isEnough) flush();
      }
      timer ??= setTimeout(windowEnds, within);
    },
    flush,
    forget: () => void waiting.take(),
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

/** Chunks that are nobody else's wait as they are. */
function createChunkList(): Waiting {
  let chunks: Buffer[] = [];
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    push: (chunk) => {
      chunks.push(chunk);
      bytes += chunk.length;
    },
    take: () => {
      const taken = chunks;
      chunks = [];
      bytes = 0;
      return taken;
    },
    rest: () => {},
  };
}
