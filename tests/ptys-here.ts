import { startNativePty } from '../server/pty-owner/native-pty.ts';
import type { PtyEvents, Ptys } from '../server/terminal/pty.ts';

/** Ptys of the test's own process: they end with it, and nobody goes on with them. */
export function ptysHere(): Ptys {
  return {
    start: async (options) => {
      let events: PtyEvents | null = null;
      const pty = startNativePty(options, {
        data: (chunk) => events?.data(chunk),
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
