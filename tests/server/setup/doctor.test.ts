import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findHolder } from '../../../server/setup/doctor/port-holder.ts';
import { runDoctor } from '../../../server/setup/doctor/run-doctor.ts';

let folder: string;
let server: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lab-doctor-'));
});

afterEach(async () => {
  server?.close();
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

function withoutDocker(socket: string): NodeJS.ProcessEnv {
  return { ...process.env, DOCKER_HOST: `unix://${socket}` };
}

describe('the doctor', () => {
  test('says that the engine is away, what that means and how to mend it', async () => {
    const report = await runDoctor({ labHome: folder, env: withoutDocker(path.join(folder, 'nobody.sock')) });
    const engine = report.lines.find((line) => line.id === 'engine');
    expect(engine?.state).toBe('problem');
    expect(engine?.fix).toBeTruthy();
    expect(report.canRun).toBe(false);
  });

  test('answers within 6 s although Docker hangs', async () => {
    const socket = path.join(folder, 'silent.sock');
    const connections = new Set<{ destroy(): void }>();
    server = createServer((connection) => connections.add(connection));
    await new Promise<void>((resolve) => server?.listen(socket, resolve));
    const startedAt = performance.now();
    const report = await runDoctor({ labHome: folder, env: withoutDocker(socket) });
    for (const connection of connections) connection.destroy();
    expect(performance.now() - startedAt).toBeLessThan(6_000);
    expect(report.canRun).toBe(false);
    expect(report.lines.every((line) => line.title !== '' && line.found !== '' && line.why !== '')).toBe(true);
  });

  test('always tells of disk and memory', async () => {
    const report = await runDoctor({ labHome: path.join(folder, 'not/yet/made'), env: withoutDocker('/nobody.sock') });
    expect(report.lines.map((line) => line.id)).toEqual(expect.arrayContaining(['disk', 'memory']));
  });

  test('names the process that holds a port', async () => {
    server = createServer();
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    expect(await findHolder(address.port)).toMatchObject({ pid: process.pid });
  });
});
