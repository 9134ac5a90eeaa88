import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { heapFlags } from '../server/setup/bootstrap/heap.mjs';
import { bareUser } from './bare-user.ts';
import { endOwnerOf } from './end-owner.ts';

const root = path.resolve(import.meta.dirname, '..');
const startWithin = 20_000;
/** What Vitest tells the code that it runs, and no shell would tell a server. */
const ofVitest = /^(?:VITEST.*|BASE_URL|MODE|PROD|DEV|SSR|TEST|NODE_ENV)$/;

/** The token of a server that a test starts as a process. */
export const processToken = 'a-token-of-tests';

/** A server as `npm start` starts it; disposing it kills it, and ends the shells that it leaves behind. */
export type ServerProcess = AsyncDisposable & {
  readonly child: ChildProcess;
  /** What it printed up to its first address or its end. */
  readonly printed: string;
  readonly errors: readonly string[];
  readonly url: string | null;
  readonly end: (signal: NodeJS.Signals) => Promise<void>;
};

type StartOptions = {
  /** Another one, such as that of `npm run dev`. */
  readonly script?: string;
  /** Milliseconds. */
  readonly within?: number;
  /** A program with its arguments that starts it. */
  readonly through?: readonly string[];
};

/** Starts the server as `npm start` does, and waits for its address or its end. */
export async function startServerProcess(
  home: string,
  environment: Readonly<Record<string, string>> = {},
  { script = 'server/main.ts', within = startWithin, through = [] }: StartOptions = {},
): Promise<ServerProcess> {
  const user = await bareUser(home);
  const inherited = Object.entries(process.env).filter(([name]) => !ofVitest.test(name));
  const [program, ...args] = [...through, process.execPath, ...heapFlags, script];
  const child = spawn(program, args, {
    cwd: root,
    env: {
      ...Object.fromEntries(inherited),
      ...user,
      LAB_HOME: home,
      LAB_PORT: '0',
      LAB_OPEN: '0',
      LAB_TOKEN: processToken,
      ...environment,
    },
  });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  let printed = '';
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(String(chunk)));
  const timer = setTimeout(() => child.kill('SIGKILL'), within);
  for await (const line of createInterface(child.stdout)) {
    printed += `${line}\n`;
    if (line.includes('http://')) break;
  }
  const url = /http:\/\/127\.0\.0\.\d+:\d+/.exec(printed)?.[0] ?? null;
  // One that refuses to start has said its last word, and may still hold its folder.
  if (url === null && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  clearTimeout(timer);
  const dispose = async () => {
    await end('SIGKILL');
    await endOwnerOf(home);
  };
  return { child, printed, errors, url, end, [Symbol.asyncDispose]: dispose };
}
