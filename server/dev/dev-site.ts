import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { dev } from 'astro';
import type { LiveSite } from '../app.ts';

/** Astro's pages as they stand in the sources now, behind the gates of the server that asks for them. */
export type DevSite = LiveSite & AsyncDisposable;

/** A function in the chain of Vite's server, and the whole chain. */
type Middleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

/**
 * Starts Astro's development server inside this process. Requests reach it by a call and not by its port, and the
 * socket that tells pages of changes is opened by our upgrade alone. Astro insists on a port; it refuses everybody.
 */
export async function startDevSite(root: string): Promise<DevSite> {
  const admitted = new WeakSet<IncomingMessage>();
  // Vite wants a server to hear of upgrades from: this one never listens, and only we tell it of one.
  const upgrades = createServer();
  let middlewares: Middleware | null = null;

  const known = new Set(process.listeners('SIGTERM'));
  const server = await dev({
    root,
    logLevel: 'warn',
    server: { host: '127.0.0.1', port: 0 },
    vite: {
      server: { cors: false, ws: { server: upgrades }, hmr: { overlay: false } },
      plugins: [
        {
          name: 'lab-gate',
          configureServer(vite) {
            middlewares = vite.middlewares;
            const refuseStrangers: Middleware = (request, response, next) => {
              if (admitted.has(request)) return next();
              response.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
              response.end('Страницы лаборатории открываются по ссылке, которую напечатал «npm run dev».\n');
            };
            // In front of what Vite and Astro put there by then.
            return () => void vite.middlewares.stack.unshift({ route: '', handle: refuseStrangers });
          },
        },
      ],
    },
  });

  // Vite would end the process at once; whoever started this one has shells and a journal to close first.
  for (const listener of process.listeners('SIGTERM')) if (!known.has(listener)) process.off('SIGTERM', listener);

  return {
    handle: (request, response, next) => {
      // Vite would open an editor for whoever follows a link to it.
      if (middlewares === null || request.path === '/__open-in-editor') return next('route');
      admitted.add(request);
      middlewares(request, response, next);
    },
    upgrade: (request, socket, head) => upgrades.emit('upgrade', request, socket, head),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
