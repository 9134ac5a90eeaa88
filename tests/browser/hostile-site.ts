import { createServer } from 'node:http';

/** A site of somebody else on this machine, as HAProxy's statistics page is one: it may run any script. */
export type HostileSite = AsyncDisposable & {
  readonly port: number;
  /** The Referer of every request that came, where there was one. */
  readonly referers: readonly string[];
};

/** Starts such a site on a free port. */
export async function startHostileSite(): Promise<HostileSite> {
  const referers: string[] = [];
  const server = createServer((request, response) => {
    if (request.headers.referer !== undefined) referers.push(request.headers.referer);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end('<!doctype html><title>Чужой сайт</title><link rel="icon" href="data:,"><body>');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the hostile site has no port');
  return {
    port: address.port,
    referers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * Everything that a page with full JavaScript can try against the lab at `target`; runs in that page.
 * @returns what it got hold of, in words: nothing, where the lab is closed
 */
export async function attack({
  target,
  token,
}: {
  readonly target: string;
  readonly token: string;
}): Promise<string[]> {
  const got: string[] = [];
  const within = 4_000;
  const settled = (what: string, begin: (done: (outcome: string | null) => void) => void) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, within);
      begin((outcome) => {
        clearTimeout(timer);
        if (outcome !== null) got.push(`${what}: ${outcome}`);
        resolve();
      });
    });

  const reading = [
    '/',
    '/steps/up/',
    '/api/health',
    '/api/run',
    '/api/steps',
    '/api/files/docker-compose.yml',
    '/theme.js',
  ];
  const requests: { readonly what: string; readonly address: string; readonly init: RequestInit }[] = [
    ...reading.map((address) => ({ what: 'fetch', address, init: {} })),
    ...reading.map((address) => ({ what: 'no-cors', address, init: { mode: 'no-cors' as const } })),
    // Even whoever has got to know the token may not use it from another site.
    { what: 'bearer', address: '/api/run', init: { headers: { Authorization: `Bearer ${token}` } } },
    { what: 'reset', address: '/api/run/reset', init: { method: 'POST', mode: 'no-cors', credentials: 'include' } },
    {
      what: 'command',
      address: '/api/terminals/main/commands',
      init: { method: 'POST', mode: 'no-cors', body: '{"command":"touch pwned"}' },
    },
    {
      what: 'put',
      address: '/api/files/pwned',
      init: { method: 'PUT', body: 'x', headers: { 'Content-Type': 'text/plain' } },
    },
  ];
  await Promise.all(
    requests.map(async ({ what, address, init }) => {
      try {
        const response = await fetch(target + address, init);
        const text = await response.text();
        if (response.type !== 'opaque' || text !== '')
          got.push(`${what} ${address}: ${response.status} ${text.slice(0, 40)}`);
      } catch {
        // Refused by the browser or by the lab: nothing to read.
      }
    }),
  );

  const elements: readonly (readonly [string, string, string])[] = [
    ['script', 'src', '/theme.js'],
    ['script', 'src', '/api/health'],
    ['img', 'src', '/favicon.svg'],
    ['link', 'href', '/theme.js'],
    ['video', 'src', '/favicon.svg'],
  ];
  await Promise.all([
    settled('XMLHttpRequest', (done) => {
      const request = new XMLHttpRequest();
      request.open('GET', `${target}/api/health`);
      request.addEventListener('load', () => done(request.responseText));
      request.addEventListener('error', () => done(null));
      request.send();
    }),
    settled('WebSocket', (done) => {
      const socket = new WebSocket(`${target.replace('http', 'ws')}/api/terminals/main`, 'lab.terminal.v1');
      socket.addEventListener('open', () => done('open'));
      socket.addEventListener('error', () => done(null));
    }),
    settled('EventSource', (done) => {
      const source = new EventSource(`${target}/api/run/events`, { withCredentials: true });
      source.addEventListener('open', () => done('open'));
      source.addEventListener('error', () => done(null));
    }),
    ...elements.map(([name, attribute, address]) =>
      settled(`<${name}> ${address}`, (done) => {
        const element = document.createElement(name);
        if (name === 'link') element.setAttribute('rel', 'stylesheet');
        element.addEventListener('load', () => done('loaded'));
        element.addEventListener('loadeddata', () => done('loaded'));
        element.addEventListener('error', () => done(null));
        element.setAttribute(attribute, target + address);
        document.body.append(element);
      }),
    ),
  ]);

  navigator.sendBeacon(`${target}/api/run/reset`, '{}');
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    const frame = document.createElement('iframe');
    frame.name = `answer-${type}`;
    const form = document.createElement('form');
    form.method = 'post';
    form.action = `${target}/api/terminals/main/commands`;
    form.enctype = type;
    form.target = frame.name;
    const field = document.createElement('input');
    field.name = '{"command":"touch pwned","x":"';
    field.value = '"}';
    form.append(field);
    document.body.append(frame, form);
    form.submit();
  }
  for (const name of ['localStorage', 'sessionStorage'] as const) {
    if (JSON.stringify(window[name]).includes(token)) got.push(`${name}: the token`);
  }
  if (document.cookie !== '') got.push(`cookie: ${document.cookie}`);
  return got;
}
