import { once } from 'node:events';
import { request as httpRequest, createServer } from 'node:http';
import { link, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createGate } from '../../../server/access.ts';
import { createApp } from '../../../server/app.ts';
import { hashOf } from '../../../server/workspace/text.ts';
import { workspaceRoutes } from '../../../server/workspace/routes.ts';
import { createRun, haproxy } from './open-workspace.ts';

type Asked = { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string };

/** A workspace behind the real gates; `ask` sends paths as they are, without a client's own tidying. */
async function serve() {
  const run = await createRun();
  const workspace = await run.open();
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  const { port } = address;
  const token = 'a-token-for-the-tests';
  const unexpected: unknown[] = [];
  const routes = workspaceRoutes(() => ({ workspace }));
  const report = (error: unknown) => void unexpected.push(error);
  server.on('request', createApp({ gate: createGate({ port, token }), routes, site: run.home, report }));

  async function ask(path: string, { method = 'GET', headers = {}, body }: Asked = {}) {
    const sent = httpRequest({
      host: '127.0.0.1',
      port,
      path,
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
    sent.end(body);
    const [response] = await once(sent, 'response');
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk;
    return { status: Number(response.statusCode), headers: response.headers, text };
  }

  return {
    run,
    ask,
    unexpected,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await workspace[Symbol.asyncDispose]();
      await run[Symbol.asyncDispose]();
    },
  };
}

const plain = { 'content-type': 'text/plain' };
const json = { 'content-type': 'application/json', accept: 'application/json' };

test('a script reads and writes a file as text', async () => {
  await using server = await serve();
  const read = await server.ask('/api/files/haproxy.cfg');
  expect([read.status, read.text, read.headers.etag]).toEqual([200, haproxy, `"${hashOf(haproxy)}"`]);
  expect(read.headers['content-type']).toContain('text/plain');
  const written = await server.ask('/api/files/haproxy.cfg', { method: 'PUT', headers: plain, body: 'global\n' });
  expect([written.status, written.headers.etag]).toEqual([200, `"${hashOf('global\n')}"`]);
  expect((await server.ask('/api/files/haproxy.cfg')).text).toBe('global\n');
});

test('an empty body makes an empty file', async () => {
  await using server = await serve();
  expect((await server.ask('/api/files/empty.txt', { method: 'PUT', headers: plain })).status).toBe(200);
  expect((await server.ask('/api/files/empty.txt')).text).toBe('');
});

test('F5 If-Match refuses to save over another text than the one that was read', async () => {
  await using server = await serve();
  const put = (match: string) =>
    server.ask('/api/files/haproxy.cfg', { method: 'PUT', headers: { ...plain, 'if-match': match }, body: 'global\n' });
  const refused = await put(`"${'0'.repeat(64)}"`);
  expect([refused.status, JSON.parse(refused.text).error.code]).toEqual([412, 'file-changed']);
  expect((await put('W/"weak"')).status).toBe(400);
  expect((await put(`"${hashOf(haproxy)}"`)).status).toBe(200);
});

test('the page reads, saves, lists and resets in JSON', async () => {
  await using server = await serve();
  const read = await server.ask('/api/files/haproxy.cfg', { headers: { accept: 'application/json' } });
  const file = JSON.parse(read.text);
  expect(file).toMatchObject({ path: 'haproxy.cfg', text: haproxy, original: haproxy, proposed: null });
  const save = (ifHash: string) =>
    server.ask('/api/files/haproxy.cfg', {
      method: 'PUT',
      headers: json,
      body: JSON.stringify({ text: 'global\n', ifHash }),
    });
  expect((await save(file.hash)).status).toBe(200);
  expect((await save(file.hash)).status).toBe(412);
  expect(JSON.parse((await server.ask('/api/files')).text)).toContainEqual({
    path: 'haproxy.cfg',
    hash: hashOf('global\n'),
    changed: true,
  });
  const reset = {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ path: 'haproxy.cfg', ifHash: hashOf('global\n') }),
  };
  expect(JSON.parse((await server.ask('/api/file-resets', reset)).text).text).toBe(haproxy);
});

test.each([
  '/api/files/../journal.sqlite',
  '/api/files/%2e%2e/journal.sqlite',
  '/api/files/%2e%2e%2fjournal.sqlite',
  '/api/files/%252e%252e/journal.sqlite',
  '/api/files/..%5cjournal.sqlite',
  '/api/files/..\\journal.sqlite',
  '/api/files//etc/passwd',
  '/api/files/%2Fetc%2Fpasswd',
  '/api/files/conf%2Fx',
  '/api/files/C:%5Cwindows%5Cwin.ini',
  '/api/files/C:/windows/win.ini',
  '/api/files/%5c%5cserver%5cshare',
  '/api/files/haproxy.cfg%00.png',
  '/api/files/haproxy.cfg/',
  '/api/files/%ff',
  '/api/files/.',
])('F1 %s is refused for reading and writing', async (path) => {
  await using server = await serve();
  await writeFile(join(server.run.home, 'run', 'journal.sqlite.txt'), 'чужое\n');
  expect((await server.ask(path)).status).toBe(400);
  expect((await server.ask(path, { method: 'PUT', headers: plain, body: 'взлом\n' })).status).toBe(400);
  expect(server.unexpected).toEqual([]);
});

test('F4 says in Russian why a file is not opened', async () => {
  await using server = await serve();
  await link(join(server.run.home, 'run', 'journal.sqlite'), join(server.run.dir, 'hard.txt'));
  const refused = await server.ask('/api/files/hard.txt');
  expect([refused.status, JSON.parse(refused.text).error]).toEqual([
    409,
    expect.objectContaining({ code: 'file-not-plain', message: expect.stringContaining('жёсткая ссылка') }),
  ]);
});

test('nothing is told and nothing written without the token', async () => {
  await using server = await serve();
  const headers = { authorization: 'Bearer wrong-token', ...plain };
  expect((await server.ask('/api/files', { headers })).status).toBe(401);
  expect((await server.ask('/api/files/x.txt', { method: 'PUT', headers, body: 'x' })).status).toBe(401);
  expect((await server.ask('/api/files/x.txt')).status).toBe(404);
});
