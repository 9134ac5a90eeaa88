import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createGate } from '../../server/access.ts';
import { createApp } from '../../server/app.ts';
import { mountedRoutes } from '../../server/mounted-routes.ts';
import type { Route } from '../../server/route.ts';
import { sendRaw } from '../raw-request.ts';

const token = 'a-token-of-the-gate-tests';

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

  it.each(['localhost', '127.0.0.1', '[::1]'])('A3 lets the Host %s with the right port in', async (name) => {
    using server = await serve(routes);
    const { status } = await sendRaw(server.port, [
      'POST /api/act HTTP/1.1',
      `Host: ${name}:${server.port}`,
      `Authorization: Bearer ${token}`,
      'Connection: close',
    ]);
    expect(status).toBe(200);
  });

  it('A7 refuses a table with a route that does not say who may ask', () => {
    // @ts-expect-error: the compiler refuses it too
    const undeclared: Route = { method: 'get', path: '/api/open', access: undefined, handle: () => {} };
    const gate = createGate({ port: 1, token });
    expect(() => createApp({ gate, routes: [undeclared], site: '/nonexistent', report: () => {} })).toThrow(
      'does not declare who may ask',
    );
  });

  it('A7 refuses a router that has a route beside the table, and a route that hides behind another', () => {
    const gate = createGate({ port: 1, token });
    const app = createApp({ gate, routes, site: '/nonexistent', report: () => {} });
    expect(mountedRoutes(app, routes).map(({ method, path }) => `${method} ${path}`)).toEqual([
      'get /api/health',
      'post /api/act',
      'put /api/text',
    ]);
    expect(() => mountedRoutes(app, [...routes, ...routes.slice(0, 1)])).toThrow(
      'get /api/health stands in the table twice',
    );
    app.get('/api/beside', (_request, response) => void response.json({}));
    expect(() => mountedRoutes(app, routes)).toThrow('get /api/beside does not declare who may ask');
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
