import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendRaw, type RawAnswer } from '../raw-request.ts';
import { sitePaths, startQuietLab, type QuietLab } from './quiet-lab.ts';

const markup = `"'><svg onload=alert(1)>`;

let quiet: QuietLab;
beforeAll(async () => {
  quiet = await startQuietLab();
});
afterAll(() => quiet?.[Symbol.asyncDispose]());

function send(method: string, address: string, more: readonly string[] = [], body = ''): Promise<RawAnswer> {
  const lines = [
    `${method.toUpperCase()} ${address} HTTP/1.1`,
    `Host: 127.0.0.1:${quiet.port}`,
    `Authorization: Bearer ${quiet.lab.token}`,
    'Connection: close',
    ...more,
    ...(body === '' ? [] : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`]),
  ];
  return sendRaw(quiet.port, lines, body);
}

/** What a browser would take for markup of ours. */
function reflects({ headers, body }: RawAnswer): boolean {
  const isMarkup = /html|xml|svg|^$/i.test(headers.get('content-type') ?? '');
  return (isMarkup && body.includes('<svg')) || [...headers.values()].some((value) => value.includes('<svg'));
}

describe('A13 an answer', () => {
  test('never repeats as markup what an address, a header or a body of its request holds', async () => {
    const encoded = encodeURIComponent(markup);
    const spiteful = [
      'Referer',
      'User-Agent',
      'Accept',
      'Accept-Language',
      'Last-Event-ID',
      'If-Match',
      'X-Forwarded-Host',
      'X-Original-URL',
    ];
    const headers = spiteful.map((name) => `${name}: ${markup}`);
    const fields = ['command', 'text', 'check', 'path', 'name', 'group', 'stepCommand', 'kind', 'ifHash', 'leader'];
    const body = JSON.stringify(Object.fromEntries(fields.map((field) => [field, markup])));
    const addresses = [
      // «Начать заново» takes nothing of its request, and everything away.
      ...quiet.lab.routes.filter(({ path }) => path !== '/api/run/reset'),
      ...sitePaths.map((path) => ({ method: 'get', path })),
      ...['/:page', '/steps/:page', '/steps/up/:page', '/api/:page', '/assets/:page'].map((path) => ({
        method: 'get',
        path,
      })),
    ];
    const reflected: string[] = [];
    for (const { method, path } of addresses) {
      for (const value of [encoded, '%ff%3Csvg']) {
        const address = path.replaceAll(/[:*][a-z]+/g, value);
        const sent = [
          send(method, `${address}?${encoded}=${encoded}&from=${encoded}&step=${encoded}&token=${encoded}`),
          send(method, address, headers),
          ...(method === 'get' ? [] : [send(method, address, [], body), send(method, address, [], `${markup}{`)]),
        ];
        for (const answer of await Promise.all(sent)) {
          if (reflects(answer)) reflected.push(`${method} ${address}`);
          if (address.startsWith('/api') && /html/.test(answer.headers.get('content-type') ?? ''))
            reflected.push(`HTML: ${address}`);
          // Docker that does not answer is told as 503.
          if (answer.status >= 500 && answer.status !== 503) reflected.push(`${answer.status}: ${method} ${address}`);
        }
      }
    }
    expect(reflected).toEqual([]);
  });

  test('never leads to another site', async () => {
    const paths = [
      '/steps/up',
      '/steps',
      '//evil.example/steps/up',
      '///evil.example/%2e%2e/steps/up',
      '//evil.example/%2e%2e',
      '/\\evil.example/%2e%2e/steps/up',
      '/%5cevil.example/%2e%2e/steps/up',
      '/%2fevil.example/%2e%2e/steps/up',
      '/steps/up/..//evil.example',
      '/steps//evil.example/%2e%2e/up',
      '/https://evil.example/%2e%2e/%2e%2e/steps/up',
      '/steps/up?next=//evil.example',
      '/steps/up%0d%0aLocation:%20http://evil.example',
      '/.//evil.example/..',
    ];
    const led = await Promise.all(
      paths.flatMap((path) =>
        [[], ['X-Forwarded-Host: evil.example', 'X-Forwarded-Proto: https', 'Forwarded: host=evil.example']].map(
          async (more) => ({ path, location: (await send('get', path, more)).headers.get('location') }),
        ),
      ),
    );
    expect(led.filter(({ location }) => location !== undefined).length, 'the folder without its slash').toBeGreaterThan(
      0,
    );
    expect(led.filter(({ location }) => location !== undefined && !/^\/(?![/\\])[^\r\n]*$/.test(location))).toEqual([]);
  });

  test('is held to a policy that runs no script but the files of this site', async () => {
    const { headers } = await send('get', '/steps/up/');
    const directives = new Map(
      (headers.get('content-security-policy') ?? '').split('; ').map((directive) => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources];
      }),
    );
    for (const [name, sources] of [
      ['default-src', ["'none'"]],
      ['connect-src', ["'self'"]],
      ['base-uri', ["'none'"]],
      ['form-action', ["'none'"]],
      ['frame-ancestors', ["'none'"]],
      ['require-trusted-types-for', ["'script'"]],
      // Decided: xterm.js sets the sizes of its cells by a style element of its own.
      ['style-src', ["'self'", "'unsafe-inline'"]],
    ] as const) {
      expect(directives.get(name), name).toEqual(sources);
    }
    const scripts = directives.get('script-src') ?? [];
    expect(scripts).toContain("'self'");
    // The player of recordings compiles its terminal from a file of this site; that gives a text no way to become code.
    expect(scripts.filter((source) => !["'self'", "'wasm-unsafe-eval'"].includes(source))).toEqual([]);
    const others = [...directives].flatMap(([name, sources]) => sources.map((source) => `${name} ${source}`));
    const known =
      /^(?:\S+ '(?:none|self)'|style-src 'unsafe-inline'|script-src 'wasm-unsafe-eval'|require-trusted-types-for 'script'|(?:img|font)-src data:|trusted-types lab-(?:replay|review))$/;
    expect(others.filter((source) => !known.test(source))).toEqual([]);
  });
});

describe('A12 an identifier that the server did not make', () => {
  test.each([
    ['get', '/api/commands/ID', ''],
    ['get', '/api/recordings/ID', ''],
    ['post', '/api/terminals/ID/commands', '{"command":"echo"}'],
    ['post', '/api/checks/ID', '{}'],
    ['put', '/api/answers/ID', '{"text":"ответ"}'],
  ])('is not found by %s %s, and nothing is made for it', async (method, address, body) => {
    const before = await quiet.state();
    for (const id of [
      'other',
      '00000000-0000-4000-8000-000000000000',
      '__proto__',
      'constructor',
      '%2e%2e',
      'main%00',
      'MAIN',
    ]) {
      expect((await send(method, address.replace('ID', id), [], body)).status, id).toBe(404);
    }
    expect(await quiet.state()).toEqual(before);
  });
});
