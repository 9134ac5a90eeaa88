import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { createPtyOwner } from '../../../../server/pty-owner/pty-owner.ts';
import { median, quantile } from '../statistics.ts';
import { spawnOptions } from './spawn-options.ts';
import { echoTimes } from './echo.ts';

/** A key's echo by a pty of the owner's process, over its socket, without a server: a pty alone and one hop there and back. */
export async function ownerEcho(
  home: string,
  keys: number,
  pause: () => number,
): Promise<{ p50: number; p99: number }> {
  const folder = await mkdtemp(path.join(home, 'owner-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const owner = stack.use(createPtyOwner({ home: folder, replaced: () => {} }));
  const { name, cols, rows, env } = spawnOptions();
  const pty = await owner.start(
    { file: 'cat', args: [], directory: folder, environment: { ...env, TERM: name }, columns: cols, rows },
    { id: 'bench', launch: '', state: Buffer.alloc(0) },
  );
  let heard = () => {};
  pty.listen({ data: () => heard(), exit: () => {}, lost: () => {} });
  const times = await echoTimes(keys, pause, (done) => {
    heard = done;
    pty.write(Buffer.from('x'));
  });
  return { p50: median(times), p99: quantile(times, 0.99) };
}
