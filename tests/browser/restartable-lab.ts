import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig } from '../../server/config.ts';
import { type LabServer, createLabServer } from '../../server/lab-server.ts';
import { bareUser } from '../bare-user.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** A real server whose tests make nothing in Docker; it can be stopped, and started again at the same address. */
export type RestartableLab = AsyncDisposable & {
  readonly url: string;
  readonly token: string;
  readonly home: string;
  /** Errors that the server told; a test expects none. */
  readonly errors: readonly unknown[];
  stop(): Promise<void>;
  start(): Promise<void>;
};

/**
 * Starts a lab that serves the built site in `site`.
 * @param more further variables of its environment
 */
export async function startRestartableLab(
  site: string,
  more: Readonly<Record<string, string>> = {},
): Promise<RestartableLab> {
  const home = await mkdtemp(path.join(tmpdir(), 'lab-browser-'));
  const errors: unknown[] = [];
  const token = 'a-token-of-the-tests';
  let port = more.LAB_PORT ?? '0';
  let server: LabServer | null = null;

  async function start(): Promise<void> {
    const user = await bareUser(home);
    const own = { ...user, LAB_HOME: home, LAB_TOKEN: token, LAB_OPEN: '0', ...more, LAB_PORT: port };
    const environment = { ...process.env, ...own };
    server = await createLabServer(readConfig(environment, root), { site, report: (error) => errors.push(error) });
    port = new URL(server.url).port;
  }

  async function stop(): Promise<void> {
    await server?.[Symbol.asyncDispose]();
    server = null;
  }

  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    home,
    errors,
    start,
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
