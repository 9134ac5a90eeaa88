import { besideFlood } from '../beside-flood.ts';
import { drawn, leave } from '../client.ts';
import { echoTime, keyCount, keyPause, typeKeys } from '../keys.ts';
import { loopbackEcho, ptyEcho } from '../limits/echo.ts';
import { ownerEcho } from '../limits/owner-echo.ts';
import { median, quantile } from '../statistics.ts';
import { startOneProcess } from '../targets/one-process.ts';
import type { Target } from '../targets/target.ts';
import type { Row } from './row.ts';

async function measureEcho(target: Target, terminal?: string): Promise<{ p50: number; p99: number }> {
  const client = target.open(terminal === undefined ? {} : { terminal });
  await drawn(client, client.prompt);
  const times = (await typeKeys(client)).map(echoTime);
  await leave(client);
  return { p50: median(times), p99: quantile(times, 0.99) };
}

/** One key in a quiet terminal. */
export const echoQuiet: Row = {
  id: 'echo',
  figures: { p50: 'echo of a key, quiet, p50, ms', p99: '… p99' },
  measure: (target) => measureEcho(target),
  limits: {
    'pty alone': async () => ptyEcho(keyCount, keyPause),
    'WebSocket alone': async () => loopbackEcho(keyCount, keyPause),
    // Where our time goes: a pty of the owner without a server, and the server without an owner.
    'pty owner alone': async ({ workplace }) => ownerEcho(workplace.home, keyCount, keyPause),
    'ours, one process': async ({ workplace }) => {
      await using target = await startOneProcess(workplace);
      return await measureEcho(target, 'main');
    },
  },
};

/** The same beside a flood. */
export const echoBesideFlood: Row = {
  id: 'echo-flood',
  figures: { p50: 'echo while another terminal floods, p50, ms', p99: '… p99' },
  measure: (target) => besideFlood(target, () => measureEcho(target)),
};
