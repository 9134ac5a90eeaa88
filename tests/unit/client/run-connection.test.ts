import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApi } from '../../../src/client/api.ts';
import { type RunConnection, type RunSnapshot, connectToRun } from '../../../src/client/run-connection.ts';
import { waitFor } from '../../wait-for.ts';
import { freshRun } from './run-states.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const server = createServer((request, response) => answer(request, response));
let answer: Handler = () => undefined;
let base = '';
let connection: RunConnection | null = null;
let seen: RunSnapshot[] = [];

beforeEach(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  base = `http://127.0.0.1:${address.port}`;
  seen = [];
});

afterEach(async () => {
  connection?.dispose();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

function connect(token: string | null = 'secret', silence = 5_000): void {
  connection = connectToRun({
    api: createApi({ token: () => token, base }),
    token: () => token,
    step: 'build',
    silence,
  });
  connection.subscribe((snapshot) => seen.push(snapshot));
}

const json = (response: ServerResponse, body: unknown, status = 200) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
const mode = () => seen.at(-1)?.mode;
const settledMode = () => waitFor('an answer', () => mode() !== 'connecting' && mode());
const hint = (level: number, seq: number) =>
  `id: ${seq}\ndata: ${JSON.stringify({ type: 'journal', event: { seq, at: 1, body: { kind: 'hint-shown', check: 'image', level } } })}\n\n`;

/** A lab that answers with `freshRun`, and hands its event streams over. */
function lab(onStream: Handler): Handler {
  return (request, response) => {
    if (request.url === '/api/health') return json(response, { status: 'ok' });
    if (request.headers.authorization !== 'Bearer secret') {
      return json(response, { error: { code: 'unauthorized', title: 't', message: 'm', hint: 'h' } }, 401);
    }
    if (request.url === '/api/run') return json(response, freshRun);
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    onStream(request, response);
  };
}

describe('the connection to the run', () => {
  it('is live with the state of the run, then follows its events', async () => {
    let asked: IncomingMessage | undefined;
    answer = lab((request, response) => {
      asked = request;
      response.write(hint(2, 4));
    });
    connect();
    await waitFor('the hint', () => seen.at(-1)?.state?.hints.image === 2);
    expect(mode()).toBe('live');
    expect(asked?.url).toBe('/api/run/events?from=3&step=build');
    expect(asked?.headers).toMatchObject({ authorization: 'Bearer secret', 'last-event-id': '3' });
  });

  it('shows at once what came at once', async () => {
    answer = lab((_request, response) => response.write(hint(1, 4) + hint(2, 5)));
    connect();
    await waitFor('the hints', () => seen.at(-1)?.state?.hints.image === 2);
    expect(seen.filter(({ state }) => state?.hints.image === 1)).toEqual([]);
  });

  it('comes back by itself after a dropped stream, and reads the whole state again', async () => {
    let streams = 0;
    answer = lab((_request, response) => {
      streams += 1;
      if (streams < 3) response.end();
    });
    connect();
    await waitFor('the third stream', () => streams === 3 && mode() === 'live');
    expect(seen.at(-1)?.state).toEqual(freshRun);
    // The first new try is no loss yet; the second is.
    expect(seen.filter((snapshot) => snapshot.mode === 'lost')).toHaveLength(1);
  });

  it('lets the stream go while it sleeps, and shows what it knows until it wakes', async () => {
    let open = 0;
    let streams = 0;
    answer = lab((_request, response) => {
      open += 1;
      streams += 1;
      response.on('close', () => {
        open -= 1;
      });
    });
    connect();
    await waitFor('the stream', () => open === 1);
    connection?.sleep();
    await waitFor('its end', () => open === 0);
    expect(seen.at(-1)).toEqual({ mode: 'live', state: freshRun });
    connection?.wake();
    await waitFor('the second stream', () => streams === 2);
    expect(seen.map((snapshot) => snapshot.mode)).not.toContain('lost');
  });

  it('takes a stream without heartbeat for lost', async () => {
    answer = lab(() => undefined);
    connect('secret', 50);
    const lost = await waitFor('the loss', () => seen.find((snapshot) => snapshot.mode === 'lost'));
    expect(lost.state).toEqual(freshRun);
  });

  it('reads everything anew when another run begins', async () => {
    let asked = 0;
    answer = lab((_request, response) => {
      asked += 1;
      const body = { kind: 'run-started', lab: 'ha-postgres', project: 'p' };
      const event = { type: 'journal', event: { seq: 4, at: 1, body } };
      if (asked === 1) response.write(`data: ${JSON.stringify(event)}\n\n`);
    });
    connect();
    await waitFor('the second stream', () => asked === 2);
    expect(seen.some((snapshot) => snapshot.mode === 'lost')).toBe(false);
  });

  it('reads only where no lab answers', async () => {
    answer = (_request, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>404</h1>');
    connect();
    expect(await settledMode()).toBe('reading');
  });

  it('reads only where a static host answers every path with a page', async () => {
    answer = (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Site</h1>');
    connect();
    expect(await settledMode()).toBe('reading');
  });

  it('is refused without a token or with a wrong one', async () => {
    answer = lab(() => undefined);
    connect(null);
    expect(await settledMode()).toBe('refused');
    connection?.dispose();
    connect('wrong');
    expect(await settledMode()).toBe('refused');
  });
});
