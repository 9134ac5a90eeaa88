import { access, mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { processToken, startServerProcess, type ServerProcess } from '../../server-process.ts';

/** A folder with a LAB_HOME that one server after another works in, on a machine without Docker. */
export type LabWorld = {
  readonly home: string;
  /** A file that the shells write to, outside of everything that the lab keeps. */
  readonly typed: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly start: () => Promise<RunningLab>;
};

/** A server process that answers. */
export type RunningLab = { readonly process: ServerProcess; readonly url: string };

/** Milliseconds; a machine with many lanes is slow. */
const startsWithin = 60_000;
const programs = ['bash', 'sh', 'cat', 'env', 'sleep', 'nohup', 'setsid'];

/**
 * Prepares the folder.
 * @param port of every server there; any free one when left out
 * @param more further variables of its environment
 */
export async function makeLabWorld(
  folder: string,
  port = 0,
  more: Readonly<Record<string, string>> = {},
): Promise<LabWorld> {
  const home = path.join(folder, 'home');
  const bin = path.join(folder, 'programs');
  await mkdir(home, { recursive: true, mode: 0o700 });
  await mkdir(bin);
  for (const name of programs) await symlink(await findProgram(name), path.join(bin, name));
  const environment = {
    PATH: bin,
    DOCKER_HOST: `unix://${path.join(folder, 'nobody.sock')}`,
    LAB_PORT: String(port),
    ...more,
  };
  return {
    home,
    typed: path.join(folder, 'typed'),
    environment,
    start: async () => {
      const process = await startServerProcess(home, environment, { within: startsWithin });
      const { url } = process;
      if (url === null) throw new Error(`the server did not start: ${process.printed}${process.errors.join('')}`);
      return { process, url };
    },
  };
}

async function findProgram(name: string): Promise<string> {
  for (const folder of ['/bin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']) {
    const place = path.join(folder, name);
    try {
      await access(place);
      return place;
    } catch {
      continue;
    }
  }
  throw new Error(`this machine has no ${name}`);
}

/** Asks the API of a lab; throws on an answer that is not 2xx. */
export async function askLab(url: string, method: string, address: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${url}/api${address}`, {
    method,
    headers: {
      Authorization: `Bearer ${processToken}`,
      Accept: 'application/json',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(20_000),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}
