import type { Victim } from '../rounds/victim.ts';
import { openLabLane } from '../run/lab-lane.ts';

/** The web server; the shells and what runs in them live on. */
export const webServer: Victim = {
  name: 'web server',
  asked: ['shown', 'gap', 'readable', 'chain', 'once', 'executed'],
  open: (folder) =>
    openLabLane(folder, {
      kill: (_world, running) => running.process.end('SIGKILL'),
      settle: async () => undefined,
      shellsOutlive: true,
    }),
};
