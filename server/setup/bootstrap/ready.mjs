import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { homedir } from 'node:os';
import path from 'node:path';

const DEADLINE_MS = 1_000;
// images/names.ts has the same list; this file must run before anything that could read TypeScript.
const images = ['postgres:15', 'haproxy:3.0', 'zookeeper:3.9'];
const pluginFolders = [
  path.join(homedir(), '.docker'),
  '/usr/local/lib/docker',
  '/usr/local/libexec/docker',
  '/usr/lib/docker',
  '/usr/libexec/docker',
];

/**
 * A quick look whether the machine has what the lab needs, without starting a process: a warm start must not wait.
 * `false` means only "look closer": the doctor knows endpoints and contexts that this look does not.
 */
export async function looksReady() {
  if (!pluginFolders.some((folder) => existsSync(path.join(folder, 'cli-plugins/docker-compose')))) return false;
  const socket = findSocket();
  if (socket === undefined) return false;
  const answers = await Promise.all(
    ['/_ping', ...images.map((name) => `/images/${name}/json`)].map((url) => ask(socket, url)),
  );
  return answers.every((status) => status === 200);
}

function findSocket() {
  const host = process.env.DOCKER_HOST;
  if (host !== undefined) return host.startsWith('unix://') ? host.slice('unix://'.length) : undefined;
  return ['/var/run/docker.sock', path.join(homedir(), '.docker/run/docker.sock')].find((file) => existsSync(file));
}

function ask(socketPath, url) {
  return new Promise((resolve) => {
    const question = request({ socketPath, path: url, timeout: DEADLINE_MS }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    question.on('timeout', () => question.destroy(new Error(`no answer within ${DEADLINE_MS} ms`)));
    // Any failure means the same here: look closer.
    question.on('error', () => resolve(undefined));
    question.end();
  });
}
