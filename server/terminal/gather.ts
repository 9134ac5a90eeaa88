/** Milliseconds in which what follows a frame is gathered into the next one. */
const gatherWithin = 4;
const gatherBytes = 32 * 1024;

/**
 * Gathers chunks into frames: the first after a pause goes out at once, so that the echo of a key does not wait;
 * under load a frame goes out every few milliseconds, or when enough has come together.
 */
export function createGather(send: (frame: Buffer) => void): Disposable & {
  readonly push: (chunk: Buffer) => void;
  readonly flush: () => void;
} {
  let chunks: Buffer[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    if (bytes === 0) return;
    const [only] = chunks;
    const frame = chunks.length === 1 && only ? only : Buffer.concat(chunks, bytes);
    chunks = [];
    bytes = 0;
    send(frame);
  };
  const windowEnds = () => {
    timer = bytes > 0 ? setTimeout(windowEnds, gatherWithin) : undefined;
    flush();
  };
  return {
    push: (chunk) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (timer && bytes < gatherBytes) return;
      flush();
      timer ??= setTimeout(windowEnds, gatherWithin);
    },
    flush,
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
