/** Bytes typed before the shell is there; more are not expected within its start. */
const maxBytes = 64 * 1024;

/** Keys that were typed before the shell was there. */
export type EarlyInput = {
  push(bytes: Buffer): void;
  /** Takes them out, in order. */
  take(): Buffer[];
};

/** Creates an input without keys. */
export function createEarlyInput(): EarlyInput {
  let chunks: Buffer[] = [];
  return {
    push: (bytes) => {
      if (chunks.reduce((sum, chunk) => sum + chunk.length, bytes.length) <= maxBytes) chunks.push(bytes);
    },
    take: () => {
      const taken = chunks;
      chunks = [];
      return taken;
    },
  };
}
