import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { parseRecord, parseString } from '#protocol/parse.ts';
import { readConfig } from '../config.ts';
import { createLabServer } from '../lab-server.ts';
import { LabError } from '../lab-error.ts';
import { createLabClient } from '../solve/lab-client.ts';
import { solve } from '../solve/solve.ts';

/** Milliseconds that removing the run's containers may take. */
const resetWithin = 180_000;

/** A run that was walked to its end; disposing it removes its folder. */
export type WalkedRun = AsyncDisposable & {
  readonly folder: string;
  /** The home of the user that walked it. */
  readonly user: string;
};

/**
 * Walks the whole lab on a real cluster, as a user without start files of a server with a LAB_HOME of its own.
 * @throws LabError when a check does not pass: half a run is no reference
 */
export async function recordRun(root: string, print: (line: string) => void): Promise<WalkedRun> {
  await using stack = new AsyncDisposableStack();
  const place = await mkdtemp(path.join(tmpdir(), 'lab-record-'));
  stack.defer(() => rm(place, { recursive: true, force: true }));
  const user = path.join(place, 'user');
  await mkdir(user);
  const environment = {
    ...process.env,
    HOME: user,
    DOCKER_CONFIG: process.env.DOCKER_CONFIG ?? path.join(homedir(), '.docker'),
    LAB_HOME: path.join(place, 'home'),
    LAB_PORT: '0',
    LAB_OPEN: '0',
  };
  const config = readConfig(environment, root);
  const folder = path.join(config.home, 'runs', await walk(config, print));
  const kept = stack.move();
  return { folder, user, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** @returns the id of the run */
async function walk(config: ReturnType<typeof readConfig>, print: (line: string) => void): Promise<string> {
  await using server = await createLabServer(config);
  const ask = async (method: string, address: string): Promise<unknown> => {
    const response = await fetch(`${server.url}${address}`, {
      method,
      headers: { Authorization: `Bearer ${config.token}`, 'Content-Type': 'application/json' },
      ...(method === 'GET' ? {} : { body: '{}' }),
      signal: AbortSignal.timeout(resetWithin),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${address}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const id = parseString(parseRecord(await ask('GET', '/api/run'), 'run').id, 'run.id');
  try {
    const client = createLabClient({ url: server.url, token: config.token });
    const { failed } = await solve({ client, until: null, print });
    if (failed.length > 0) throw notWalked(failed);
  } finally {
    // The next lab finds the names and ports free; the journal of the run stays.
    await ask('POST', '/api/run/reset');
  }
  return id;
}

function notWalked(failed: readonly string[]): LabError {
  return new LabError({
    code: 'not-walked',
    title: 'Прохождение не записано',
    message: `Не выполнено: ${failed.join(', ')}. Прежняя запись осталась на месте.`,
    hint: 'Посмотрите вывод выше, освободите порты и имена контейнеров (npm run doctor) и повторите.',
    status: 500,
  });
}
