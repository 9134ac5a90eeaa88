// The owner of the ptys as a process: what a web server starts beside itself, and what outlives it.
import { startOwner } from './owner.ts';

const [home = '', forsakenAfter = '', idleAfter = ''] = process.argv.slice(2);
const owner = await startOwner({ home, forsakenAfter: Number(forsakenAfter), idleAfter: Number(idleAfter) });
// Whether this one or another that was first: there is an owner now. Nothing else is ever written there.
process.stdout.write('ready\n');
if (owner) {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void owner.end());
  // A closed window ends neither the shells nor what runs in them.
  process.on('SIGHUP', () => undefined);
  await owner.ended;
  process.exit(0);
}
