import { once } from 'node:events';
import { connect } from 'node:net';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createGate } from '../../server/access.ts';
import { createApp } from '../../server/app.ts';
import type { Route } from '../../server/route.ts';

const token = 'a-token-of-the-gate-tests';

/** Milliseconds that a raw answer may take. */
const answerWithin = 5_000;

async function serve(routes: readonly Route[]) {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  const { port } = address;
  server.on(
    'request',
    createApp({ gate: createGate({ port, token }), routes, site: '/nonexistent', report: () => {} }),
  );
  return {
    port,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Sends a request as it stands, which fetch would mend, and gives its status. */
async function send(port: number, lines: readonly string[]): Promise<number> {
  const socket = connect(port, '127.0.0.1');
  socket.setTimeout(answerWithin, () => socket.destroy(new Error(`no answer within ${answerWithin} ms`)));
  socket.end(`${lines.join('\r\n')}\r\n\r\n`);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1]);
}

const calls: string[] = [];
const routes: Route[] = [
  {
    method: 'get',
    path: '/api/health',
    access: 'public',
    handle: (_request, response) => void response.json({ status: 'ok' }),
  },
  {
    method: 'post',
    path: '/api/act',
    access: 'token',
    handle: (_request, response) => {
      calls.push('act');
      response.json({ done: true });
    },
  },
  {
    method: 'put',
    path: '/api/text',
    access: 'token',
    handle: (request, response) => void response.json({ got: request.body }),
  },
];

afterEach(() => {
  calls.length = 0;
});

describe('the gates of every request', () => {
  it('A1 refuses a request without a token and does nothing', async () => {
    using server = await serve(routes);
    const response = await fetch(`http://127.0.0.1:${server.port}/api/act`, { method: 'POST' });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: 'unauthorized' } });
    expect(calls).toEqual([]);
  });

  it('A1 does not tell a stranger which routes there are', async () => {
    using server = await serve(routes);
    expect((await fetch(`http://127.0.0.1:${server.port}/api/nothing`)).status).toBe(401);
  });

  it('A2 answers the eleventh wrong token of a minute with 429 and still lets the right one in', async () => {
    using server = await serve(routes);
    const present = async (presented: string) =>
      (
        await fetch(`http://127.0.0.1:${server.port}/api/act`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${presented}` },
        })
      ).status;
    const wrong: number[] = [];
    for (let index = 0; index < 11; index += 1) wrong.push(await present(`${token}x`));
    expect(wrong).toEqual([...Array<number>(10).fill(401), 429]);
    expect(await present(token)).toBe(200);
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.nip.io:PORT',
    'localhost.:PORT',
    '[::ffff:127.0.0.1]:PORT',
    '0.0.0.0:PORT',
    'localhost',
    '127.0.0.1:1',
    '',
  ])('A3 refuses the Host «%s» even with a right token', async (host) => {
    using server = await serve(routes);
    const status = await send(server.port, [
      'POST /api/act HTTP/1.1',
      `Host: ${host.replace('PORT', String(server.port))}`,
      `Authorization: Bearer ${token}`,
      'Connection: close',
    ]);
    expect([400, 403]).toContain(status);
    expect(calls).toEqual([]);
  });

  it('A3 refuses two Host headers and the absolute form', async () => {
    using server = await serve(routes);
    const host = `127.0.0.1:${server.port}`;
    const rest = [`Authorization: Bearer ${token}`, 'Connection: close'];
    expect([400, 403]).toContain(
      await send(server.port, ['POST /api/act HTTP/1.1', `Host: ${host}`, 'Host: evil.example', ...rest]),
    );
    expect(await send(server.port, [`POST http://${host}/api/act HTTP/1.1`, `Host: ${host}`, ...rest])).toBe(403);
    expect(calls).toEqual([]);
  });

  it.each(['localhost', '127.0.0.1', '[::1]'])('A3 lets the Host %s with the right port in', async (name) => {
    using server = await serve(routes);
    const status = await send(server.port, [
      'POST /api/act HTTP/1.1',
      `Host: ${name}:${server.port}`,
      `Authorization: Bearer ${token}`,
      'Connection: close',
    ]);
    expect(status).toBe(200);
  });

  it.each([
    'null',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1:1',
    'http://127.0.0.1:PORT.evil',
    'HTTP://127.0.0.1:PORT',
    'http://u@127.0.0.1:PORT',
  ])('A5 refuses the Origin %s', async (origin) => {
    using server = await serve(routes);
    const response = await fetch(`http://127.0.0.1:${server.port}/api/act`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, Origin: origin.replace('PORT', String(server.port)) },
    });
    expect(response.status).toBe(403);
    expect(calls).toEqual([]);
  });

  it('A6 answers a preflight with 403 and never allows another origin', async () => {
    using server = await serve(routes);
    const response = await fetch(`http://127.0.0.1:${server.port}/api/act`, { method: 'OPTIONS' });
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('A7 refuses a table with a route that does not say who may ask', () => {
    // @ts-expect-error: the compiler refuses it too
    const undeclared: Route = { method: 'get', path: '/api/open', access: undefined, handle: () => {} };
    const gate = createGate({ port: 1, token });
    expect(() => createApp({ gate, routes: [undeclared], site: '/nonexistent', report: () => {} })).toThrow(
      'does not declare who may ask',
    );
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'A8 refuses a POST of type %s',
    async (type) => {
      using server = await serve(routes);
      const response = await fetch(`http://127.0.0.1:${server.port}/api/act`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': type },
        body: 'a=1',
      });
      expect(response.status).toBe(415);
      expect(calls).toEqual([]);
    },
  );

  it.each(['cross-site', 'same-site'])('A8 refuses what a browser marks as %s', async (site) => {
    using server = await serve(routes);
    const status = await send(server.port, [
      'GET /api/health HTTP/1.1',
      `Host: 127.0.0.1:${server.port}`,
      `Sec-Fetch-Site: ${site}`,
      'Sec-Fetch-Mode: no-cors',
      'Connection: close',
    ]);
    expect(status).toBe(403);
  });

  it('takes a file as plain text by PUT', async () => {
    using server = await serve(routes);
    const response = await fetch(`http://127.0.0.1:${server.port}/api/text`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'text/plain; charset=utf-8' },
      body: 'строка\n',
    });
    expect(await response.json()).toEqual({ got: 'строка\n' });
  });
});
