import http from 'node:http';

/** A proxy that lets nobody through and notes what was asked for. */
export type CatchAll = AsyncDisposable & {
  readonly host: string;
  readonly port: number;
  readonly asked: string[];
};

/** Listens on a free port of this machine. */
export async function openCatchAll(): Promise<CatchAll> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(502, { 'content-type': 'text/plain' }).end('Nobody is let through.');
  });
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
  return {
    host: '127.0.0.1',
    port: address.port,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
