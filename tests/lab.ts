import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig } from '../server/config.ts';
import { createLabServer, type LabServer } from '../server/lab-server.ts';
import type { Ptys } from '../server/terminal/pty.ts';
import { createLabClient, type LabClient } from '../server/solve/lab-client.ts';
import { bareUser } from './bare-user.ts';

/** A real server on a free port with a LAB_HOME of its own; whatever its run makes in Docker goes with it. */
export type TestLab = AsyncDisposable & {
  readonly url: string;
  readonly token: string;
  readonly entrance: string;
  readonly home: string;
  readonly client: LabClient;
  readonly routes: LabServer['routes'];
  /** Asks the API; throws on an answer that is not 2xx. */
  readonly ask: (method: string, path: string, body?: unknown) => Promise<unknown>;
};

const root = path.resolve(import.meta.dirname, '..');

/**
 * Starts a lab for a test.
 * @param site the built site, where pages are wanted
 * @param settings further variables of the environment
 * @param ptys of the test's own process, where a process of their own is not the point
 */
export async function startTestLab(
  site = '/nonexistent',
  settings: Readonly<Record<string, string>> = {},
  ptys?: Ptys,
): Promise<TestLab> {
  await using starting = new AsyncDisposableStack();
  const home = await mkdtemp(path.join(tmpdir(), 'lab-test-'));
  starting.defer(() => rm(home, { recursive: true, force: true }));
  const token = 'a-token-of-the-tests';
  const environment = {
    ...process.env,
    ...(await bareUser(home)),
    LAB_HOME: home,
    LAB_PORT: '0',
    LAB_OPEN: '0',
    LAB_TOKEN: token,
    ...settings,
  };
  const errors: unknown[] = [];
  starting.defer(() => {
    if (errors.length > 0) throw new AggregateError(errors, 'the server met errors that nobody expected');
  });
  const server = starting.use(
    await createLabServer(readConfig(environment, root), {
      site,
      report: (error) => errors.push(error),
      ...(ptys === undefined ? {} : { ptys }),
    }),
  );

  const ask = async (method: string, address: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${server.url}/api${address}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(120_000),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
  starting.defer(async () => {
    await ask('POST', '/run/reset');
  });

  const started = starting.move();
  return {
    url: server.url,
    token,
    entrance: server.entrance,
    home,
    client: createLabClient({ url: server.url, token }),
    routes: server.routes,
    ask,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
