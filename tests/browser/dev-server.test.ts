import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listening } from '../listening.ts';
import { sendRaw } from '../raw-request.ts';
import { processToken as token, type ServerProcess, startServerProcess } from '../server-process.ts';
import { waitFor } from '../wait-for.ts';
import { launchChromium, openContext } from './open-browser.ts';

let home: string;
let server: ServerProcess;
let url: string;
let port: number;
/** Vite's own secret of its socket, which whoever may read the page knows. */
let secret: string;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'lab-dev-'));
  const quiet = { DOCKER_HOST: `unix://${home}/no-engine.sock`, ASTRO_TELEMETRY_DISABLED: '1' };
  server = await startServerProcess(home, quiet, { script: 'server/dev/main.ts', within: 120_000 });
  url = String(server.url);
  port = Number(new URL(url).port);
  const client = await (await fetch(`${url}/@vite/client`)).text();
  secret = /wsToken = "([^"]+)"/.exec(client)?.[1] ?? '';
  if (secret === '') throw new Error('Vite’s client has no secret of its socket');
}, 180_000);
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

async function get(address: string, more: readonly string[] = [], { host = `127.0.0.1:${port}`, at = port } = {}) {
  return sendRaw(at, [`GET ${address} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...more]);
}

async function upgrade(address: string, more: readonly string[], { host = `127.0.0.1:${port}`, at = port } = {}) {
  const head = [
    `GET ${address} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol: vite-hmr',
  ];
  return (await sendRaw(at, [...head, ...more])).status;
}

const addresses = [
  '/',
  '/steps/up/',
  '/@vite/client',
  '/src/client/token.ts',
  '/package.json',
  '/api/health',
  '/_image?href=x',
];

describe('«npm run dev»', () => {
  it('shows the pages of the sources, live, under the same policy', async () => {
    const browser = await launchChromium();
    try {
      const { context, errors } = await openContext(browser);
      const page = await context.newPage();
      const told: string[] = [];
      page.on('websocket', (socket) => {
        socket.on('framereceived', ({ payload }) =>
          told.push(`${new URL(socket.url()).pathname} ${String(payload).slice(0, 30)}`),
        );
      });
      await page.goto(`${url}/steps/question-expose/#token=${token}`);
      await page.locator('lab-page[data-mode="live"]').waitFor({ timeout: 60_000 });
      await waitFor('Vite’s socket', () => told.includes('/ {"type":"connected"}'));
      expect(errors).toEqual([]);
    } finally {
      await browser.close();
    }
  }, 120_000);

  it.each(['evil.example', 'localhost.evil.example:PORT', '127.0.0.1.nip.io:PORT', '127.0.0.1:1'])(
    'A3 refuses the Host «%s», for pages, sources and the socket of changes',
    async (pattern) => {
      const host = pattern.replace('PORT', String(port));
      const statuses = await Promise.all(addresses.map(async (address) => (await get(address, [], { host })).status));
      expect(new Set(statuses)).toEqual(new Set([403]));
      expect(await upgrade(`/?token=${secret}`, [`Origin: http://${host}`], { host })).toBe(403);
    },
  );

  it.each(['http://127.0.0.1:7000', 'http://localhost:5173', 'https://evil.example', 'null'])(
    'A5 A6 refuses the Origin %s and opens no answer to it (Vite CVE-2025-24010)',
    async (origin) => {
      const answers = await Promise.all(addresses.map((address) => get(address, [`Origin: ${origin}`])));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([403]));
      expect(
        answers.flatMap(({ headers }) => [...headers.keys()].filter((name) => name.startsWith('access-control'))),
      ).toEqual([]);
      expect(await upgrade(`/?token=${secret}`, [`Origin: ${origin}`])).toBe(403);
    },
  );

  it('A5 opens the socket of changes to its own page alone', async () => {
    const own = `Origin: http://127.0.0.1:${port}`;
    expect(await upgrade(`/?token=${secret}`, [own])).toBe(101);
    expect(await upgrade('/?token=wrong', [own])).not.toBe(101);
    expect(await upgrade(`/?token=${secret}`, [])).toBe(403);
    expect(await upgrade(`/elsewhere?token=${secret}`, [own])).toBe(404);
  });

  it('A1 asks for the token behind /api', async () => {
    expect((await get('/api/run')).status).toBe(401);
    expect((await get('/api/run', [`Authorization: Bearer ${token}`])).status).toBe(200);
  });

  it('gives no file from outside the project, and opens no editor', async () => {
    expect((await get('/@fs/etc/passwd')).body).not.toContain('root:');
    expect((await get('/@fs/etc/passwd?raw')).body).not.toContain('root:');
    expect((await get('/@fs//etc/passwd?import&raw??')).body).not.toContain('root:');
    expect((await get('/__open-in-editor?file=package.json')).status).toBe(404);
  });

  it.runIf(process.platform === 'linux')('has no second door: Astro’s own port refuses everybody', async () => {
    const doors = await listening(server.child.pid ?? 0);
    const others = doors.filter((door) => door !== `127.0.0.1:${port}`);
    expect(others).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+$/)]);
    const at = Number(others[0]?.split(':')[1]);
    const own = { host: `127.0.0.1:${at}`, at };
    const answers = await Promise.all(addresses.map((address) => get(address, [], own)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([403]));
    expect((await get('/', [], { ...own, host: 'evil.example' })).status).toBe(403);
    expect(await upgrade(`/?token=${secret}`, [`Origin: http://127.0.0.1:${at}`], own)).toBe(403);
    expect(await upgrade(`/?token=${secret}`, ['Origin: http://evil.example'], own)).toBe(403);
  });
});
