import { startNativePty } from '../server/pty-owner/native-pty.ts';
import type { PtyEvents, Ptys } from '../server/terminal/pty.ts';

/**
 * Ptys of the test's own process: they end with it, and nobody goes on with them. Their bytes come in one memory that is
 * overwritten at once, so that whoever keeps some without copying them is found out.
 */
export function ptysHere(): Ptys {
  const memory = Buffer.alloc(64 * 1024);
  const through = (chunk: Buffer, tell: (bytes: Buffer) => void) => {
    for (let at = 0; at < chunk.length; at += memory.length) {
      const length = chunk.copy(memory, 0, at);
      tell(memory.subarray(0, length));
      memory.fill('?');
    }
  };
  return {
    start: async (options) => {
      let events: PtyEvents | null = null;
      const pty = startNativePty(options, {
        data: (chunk) => through(chunk, (bytes) => events?.data(bytes)),
        exit: (exitCode) => events?.exit(exitCode),
      });
      return {
        ...pty,
        memory: null,
        listen: (to) => {
          events = to;
        },
      };
    },
    survivors: async () => [],
  };
}
