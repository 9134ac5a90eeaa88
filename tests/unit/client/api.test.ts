import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { createApi } from '../../../src/client/api.ts';

it('gives up a stream that does not begin, and lets one that has begun go on', async () => {
  await using server = createServer((request, response) => {
    if (request.url === '/begins') response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const api = createApi({ token: () => null, base: `http://127.0.0.1:${address.port}`, streamWithin: 500 });
  const leaving = new AbortController();
  await expect(api.stream('/hangs', {}, leaving.signal)).rejects.toMatchObject({ code: 'deadline' });
  const begun = await api.stream('/begins', {}, leaving.signal);
  const reader = begun.body?.getReader();
  const late = new Promise((resolve) => {
    setTimeout(() => resolve('still open'), 700);
  });
  expect(await Promise.race([reader?.read(), late])).toBe('still open');
  leaving.abort();
  await expect(reader?.read()).rejects.toThrow(/abort/i);
  server.closeAllConnections();
});
