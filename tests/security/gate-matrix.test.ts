import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { terminalSubprotocol } from '#protocol/terminal.ts';
import type { Access } from '../../server/route.ts';
import { sendRaw, type RawAnswer } from '../raw-request.ts';
import { sitePaths, startQuietLab, type QuietLab } from './quiet-lab.ts';

/** One address of the server: a route as the router has it, a page or file of the site, or the upgrade. */
type Target = { readonly method: string; readonly address: string; readonly access: Access | 'page' | 'upgrade' };

/** What a request of a stranger differs in from a right one; a line that is null is left out. */
type Attack = {
  readonly host?: string;
  readonly authorization?: string | null;
  readonly method?: string;
  readonly more?: readonly string[];
  readonly body?: string;
};

let quiet: QuietLab;
let targets: readonly Target[];
/** Every answer of this file, for what must stand on all of them. */
const answers: { readonly what: string; readonly answer: RawAnswer }[] = [];

beforeAll(async () => {
  quiet = await startQuietLab();
  targets = [
    ...quiet.lab.routes.map(({ method, path, access }) => ({
      method: method.toUpperCase(),
      address: path.replaceAll(/[:*][a-z]+/g, 'main'),
      access,
    })),
    ...sitePaths.map((address) => ({ method: 'GET', address, access: 'page' as const })),
    { method: 'GET', address: '/api/terminals/main', access: 'upgrade' },
  ];
});
afterAll(() => quiet?.[Symbol.asyncDispose]());

const bearer = () => `Bearer ${quiet.lab.token}`;

async function send(target: Target, attack: Attack = {}): Promise<RawAnswer> {
  const { host = '127.0.0.1:PORT', authorization = bearer(), method = target.method, more = [], body = '' } = attack;
  const withPort = (text: string) => text.replaceAll('PORT', String(quiet.port));
  const upgrade =
    target.access === 'upgrade'
      ? [
          'Connection: Upgrade',
          'Upgrade: websocket',
          'Sec-WebSocket-Version: 13',
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
          `Sec-WebSocket-Protocol: ${terminalSubprotocol}`,
        ]
      : ['Connection: close'];
  const lines = [
    `${method} ${target.address} HTTP/1.1`,
    `Host: ${withPort(host)}`,
    ...upgrade,
    ...(authorization === null ? [] : [`Authorization: ${authorization}`]),
    ...more.map(withPort),
    ...(body === '' ? [] : [`Content-Length: ${body.length}`]),
  ];
  const answer = await sendRaw(quiet.port, lines, body);
  answers.push({ what: `${target.method} ${target.address} ${JSON.stringify(attack)}`, answer });
  return answer;
}

/** Sends an attack to all targets of a kind and names those that do not answer with one of `expected`. */
async function letIn(
  attack: Attack,
  expected: readonly number[],
  of: (target: Target) => boolean = () => true,
): Promise<string[]> {
  const chosen = targets.filter(of);
  expect(chosen, 'a matrix without rows proves nothing').not.toEqual([]);
  const outcomes = await Promise.all(
    chosen.map(async (target) => ({ target, status: (await send(target, attack)).status })),
  );
  return outcomes
    .filter(({ status }) => !expected.includes(status))
    .map(({ target, status }) => `${target.method} ${target.address}: ${status}`);
}

async function expectNothingDone(act: () => Promise<void>): Promise<void> {
  const before = await quiet.state();
  await act();
  expect(await quiet.state()).toEqual(before);
}

const wantsToken = ({ access }: Target) => access === 'token' || access === 'upgrade';

describe('every address of the server', () => {
  test('A7 is in the table, and only its health is told to a stranger', () => {
    expect(quiet.lab.routes.length).toBeGreaterThan(20);
    expect(quiet.lab.routes.filter(({ access }) => access === 'public').map(({ path }) => path)).toEqual([
      '/api/health',
    ]);
  });

  test('A7 lets the owner in: a matrix that refuses everybody proves nothing', async () => {
    const isGet = ({ method }: Target) => method === 'GET';
    expect(await letIn({}, [200, 301, 404, 101], isGet)).toEqual([]);
    // What changes something is asked with a body that no route takes: it has passed the gates.
    const wrongType = { more: ['Content-Type: text/csv'], body: 'a,b' };
    expect(await letIn(wrongType, [415], (target) => !isGet(target))).toEqual([]);
  });

  test('A1 refuses whoever has no token, and does nothing', async () => {
    await expectNothingDone(async () => {
      expect(await letIn({ authorization: null }, [401], ({ access }) => access === 'token')).toEqual([]);
      expect(await letIn({ authorization: null }, [403], ({ access }) => access === 'upgrade')).toEqual([]);
      const isRead = ({ method, access }: Target) => method === 'GET' && access === 'token';
      expect(await letIn({ authorization: null, method: 'HEAD' }, [401], isRead)).toEqual([]);
    });
  });

  test.each([
    'x',
    'Bearer x',
    'Bearer ',
    'bearer TOKEN',
    'Basic TOKEN',
    'Bearer TOKENx',
    'Bearer TOKE',
    'Bearer token=TOKEN',
  ])('A2 refuses the authorization «%s»', async (pattern) => {
    const authorization = pattern.replace('TOKEN', quiet.lab.token).replace('TOKE', quiet.lab.token.slice(0, -1));
    await expectNothingDone(async () => {
      expect(await letIn({ authorization }, [401, 403, 429], wantsToken)).toEqual([]);
    });
  });

  test('A2 takes the token from its header alone: not from the address, a cookie or another header', async () => {
    const { token } = quiet.lab;
    const inAddress = targets
      .filter(({ access }) => access === 'token')
      .map((target) => ({ ...target, address: `${target.address}?token=${token}&access_token=${token}` }));
    const more = [
      `Cookie: token=${token}; lab-token=${token}`,
      `X-Token: ${token}`,
      `Proxy-Authorization: ${bearer()}`,
    ];
    const statuses = await Promise.all(
      inAddress.map(async (target) => (await send(target, { authorization: null, more })).status),
    );
    expect(new Set(statuses)).toEqual(new Set([401]));
  });

  test.each([
    'evil.example',
    'evil.example:PORT',
    'localhost.evil.example:PORT',
    '127.0.0.1.nip.io:PORT',
    'localhost.:PORT',
    '[::ffff:127.0.0.1]:PORT',
    '[::]:PORT',
    '0.0.0.0:PORT',
    '127.1:PORT',
    '2130706433:PORT',
    'evil@127.0.0.1:PORT',
    '127.0.0.1:PORT, evil.example',
    '127.0.0.1:PORT\r\nHost: evil.example',
    'localhost',
    '127.0.0.1:1',
    '',
  ])('A3 refuses the Host «%s» even with the right token', async (host) => {
    await expectNothingDone(async () => {
      expect(await letIn({ host }, [400, 403])).toEqual([]);
    });
  });

  test('A3 refuses an address in absolute form', async () => {
    const absolute = targets.map((target) => ({
      ...target,
      address: `http://127.0.0.1:${quiet.port}${target.address}`,
    }));
    const statuses = await Promise.all(absolute.map(async (target) => (await send(target)).status));
    expect(new Set(statuses)).toEqual(new Set([403]));
  });

  test.each([
    'null',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1:7000',
    'http://127.0.0.1',
    'http://localhost:PORT',
    'http://localhost.evil',
    'http://127.0.0.1:PORT.evil',
    'http://127.0.0.1:PORTa',
    'http://evil127.0.0.1:PORT',
    'HTTP://127.0.0.1:PORT',
    'http://127.0.0.1.:PORT',
    'http://u@127.0.0.1:PORT',
    'http://127.0.0.1:PORT/',
    'http://127.0.0.1:PORT http://evil.example',
    '',
  ])('A5 refuses the Origin «%s» even with the right token, the upgrade before its 101', async (origin) => {
    await expectNothingDone(async () => {
      expect(await letIn({ more: [`Origin: ${origin}`] }, [403])).toEqual([]);
    });
  });

  test('A5 takes an upgrade without an Origin from whoever shows the token at once, and from nobody else', async () => {
    const isUpgrade = ({ access }: Target) => access === 'upgrade';
    expect(await letIn({}, [101], isUpgrade)).toEqual([]);
    expect(await letIn({ authorization: null }, [403], isUpgrade)).toEqual([]);
    expect(await letIn({ authorization: null, more: ['Origin: http://127.0.0.1:PORT'] }, [101], isUpgrade)).toEqual([]);
  });

  test('A6 answers a preflight with 403', async () => {
    const more = ['Access-Control-Request-Method: POST', 'Access-Control-Request-Headers: authorization'];
    const isHttp = ({ access }: Target) => access !== 'upgrade';
    expect(await letIn({ method: 'OPTIONS', more }, [403], isHttp)).toEqual([]);
    expect(
      await letIn({ method: 'OPTIONS', authorization: null, more: ['Origin: http://127.0.0.1:7000'] }, [403]),
    ).toEqual([]);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/html'])(
    'A8 takes no change of the type %s, which a form could send',
    async (type) => {
      await expectNothingDone(async () => {
        const attack = { more: [`Content-Type: ${type}`], body: 'a=1' };
        // A form sends GET and POST only; a PUT may bring a file's text.
        const isRefused = ({ method }: Target) => method !== 'GET' && (method === 'POST' || type !== 'text/plain');
        expect(await letIn(attack, [415], isRefused)).toEqual([]);
      });
    },
  );

  test.each([
    ['cross-site', 'no-cors', 'image'],
    ['cross-site', 'no-cors', 'script'],
    ['same-site', 'cors', 'empty'],
    ['same-site', 'no-cors', 'script'],
    ['same-site', 'websocket', 'websocket'],
    ['cross-site', 'navigate', 'iframe'],
    ['same-site', 'navigate', 'embed'],
  ])('A8 refuses what a browser marks as %s, %s, for %s', async (site, mode, destination) => {
    const more = [`Sec-Fetch-Site: ${site}`, `Sec-Fetch-Mode: ${mode}`, `Sec-Fetch-Dest: ${destination}`];
    await expectNothingDone(async () => {
      expect(await letIn({ more }, [403])).toEqual([]);
    });
  });

  test('A8 lets a link of another site lead to a page, and to nothing else', async () => {
    const more = ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document'];
    expect(await letIn({ authorization: null, more }, [200, 404], ({ access }) => access === 'page')).toEqual([]);
    expect(await letIn({ more }, [403], ({ access }) => access !== 'page')).toEqual([]);
  });

  test('A8 changes nothing by a GET', async () => {
    await expectNothingDone(async () => {
      expect(await letIn({}, [200, 404], ({ method, access }) => method === 'GET' && access !== 'upgrade')).toEqual([]);
      expect(
        await letIn({ method: 'HEAD' }, [200, 404], ({ method, access }) => method === 'GET' && access === 'page'),
      ).toEqual([]);
    });
  });

  test('A6 A10 opens no answer to another origin, and none sets a cookie', () => {
    expect(answers.length).toBeGreaterThan(1_000);
    const wanted: readonly (readonly [string, string])[] = [
      ['cross-origin-resource-policy', 'same-origin'],
      ['cross-origin-opener-policy', 'same-origin'],
      ['referrer-policy', 'no-referrer'],
      ['x-content-type-options', 'nosniff'],
      ['x-frame-options', 'DENY'],
    ];
    // A request that is not HTTP at all is answered by Node, with a bare line and the end; a 101 has no body to protect.
    const ours = answers.filter(
      ({ answer }) => answer.status !== 101 && !(answer.status === 400 && answer.body === ''),
    );
    const bare = ours.flatMap(({ what, answer }) => [
      ...wanted.filter(([name, value]) => answer.headers.get(name) !== value).map(([name]) => `${what}: ${name}`),
      ...(/frame-ancestors 'none'/.test(answer.headers.get('content-security-policy') ?? '')
        ? []
        : [`${what}: no CSP`]),
    ]);
    expect(bare).toEqual([]);
    const open = answers.filter(({ answer }) =>
      [...answer.headers.keys()].some((name) => name.startsWith('access-control-') || name === 'set-cookie'),
    );
    expect(open.map(({ what }) => what)).toEqual([]);
  });
});
