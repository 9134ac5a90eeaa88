import { readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** A static host: files and nothing else, as the site meets it when it is opened for reading. */
export type StaticHost = AsyncDisposable & {
  readonly url: string;
  /** The paths that were asked for. */
  readonly asked: readonly string[];
};

/** Serves a folder on a free port of this machine. */
export async function serveFolder(dir: string): Promise<StaticHost> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    const place = decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname);
    asked.push(place);
    const file = path.join(dir, path.normalize(place.endsWith('/') ? `${place}index.html` : place));
    void answer(response, file);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The static host has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(response: http.ServerResponse, file: string): Promise<void> {
  try {
    const content = await readFile(file);
    response.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'application/octet-stream' }).end(content);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    response.writeHead(missing ? 404 : 500, { 'content-type': 'text/plain' }).end(String(error));
  }
}
