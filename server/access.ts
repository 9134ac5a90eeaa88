import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LabError } from './lab-error.ts';

/** The gates that HTTP requests and upgrades pass in the same order: Host, Origin, token. */
export type Gate = {
  /** @throws LabError 403 unless the request names this server and comes from its own pages or from no page */
  readonly admitOrigin: (request: IncomingMessage) => void;
  /** @throws LabError 401, or 429 after ten wrong tokens of one peer within a minute */
  readonly admitToken: (request: IncomingMessage) => void;
  /** An upgrade: Host and Origin as above; without an Origin (a script) its bearer token is asked for at once. */
  readonly admitUpgrade: (request: IncomingMessage) => void;
  /** Constant-time comparison; counts a wrong one against the peer. */
  readonly verifyToken: (presented: string, peer: string) => boolean;
};

const triesPerMinute = 10;
const minute = 60_000;

/**
 * Makes the gate of a server that listens on `port`.
 * The token itself is not kept, only its SHA-256.
 */
export function createGate(options: { readonly port: number; readonly token: string }): Gate {
  const expected = sha256(options.token);
  const hosts = new Set(['localhost', '127.0.0.1', '[::1]'].map((name) => `${name}:${options.port}`));
  const failures = new Map<string, number[]>();

  const recentFailures = (peer: string) => {
    const since = performance.now() - minute;
    const recent = (failures.get(peer) ?? []).filter((at) => at > since);
    if (recent.length === 0) failures.delete(peer);
    else failures.set(peer, recent);
    return recent;
  };

  const verifyToken = (presented: string, peer: string) => {
    // A right token passes even when the peer is limited: a forgotten tab with an old token must not lock its owner
    // out, and 256 bits are not guessed at any rate.
    if (timingSafeEqual(sha256(presented), expected)) return true;
    // Bounded: a peer's list stops growing once it is limited.
    const recent = recentFailures(peer);
    if (recent.length < triesPerMinute + 1) failures.set(peer, [...recent, performance.now()]);
    return false;
  };

  const admitToken = (request: IncomingMessage) => {
    const peer = peerOf(request);
    const presented = /^Bearer ([\x21-\x7e]{1,512})$/.exec(request.headers.authorization ?? '')?.[1];
    if (presented === undefined) throw unauthorized();
    if (verifyToken(presented, peer)) return;
    if (recentFailures(peer).length > triesPerMinute) throw tooManyTries();
    throw unauthorized();
  };

  const admitOrigin = (request: IncomingMessage) => {
    const host = request.headers.host ?? '';
    // Absolute-form targets and repeated Host headers leave it open whom the request is for; a target that begins with
    // `//` or `/\` names another host as soon as it is repeated in a redirect.
    if (!/^\/(?![/\\])/.test(request.url ?? '') || countHeader(request, 'host') !== 1 || !hosts.has(host)) {
      throw forbidden('host', 'Запрос адресован не этому серверу.');
    }
    const { origin } = request.headers;
    if (origin !== undefined && origin !== `http://${host}`) {
      throw forbidden('origin', 'Запрос пришёл со страницы другого сайта.');
    }
    const site = request.headers['sec-fetch-site'];
    const navigation =
      request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document';
    const isApi = request.url?.startsWith('/api');
    if (site !== undefined && site !== 'same-origin' && site !== 'none' && (isApi || !navigation)) {
      throw forbidden('origin', 'Запрос пришёл со страницы другого сайта.');
    }
  };

  const admitUpgrade = (request: IncomingMessage) => {
    admitOrigin(request);
    if (request.headers.origin === undefined) {
      try {
        admitToken(request);
      } catch (error) {
        if (error instanceof LabError && error.status === 429) throw error;
        throw forbidden('origin', 'Соединение без Origin должно предъявить токен.');
      }
    }
  };

  return { admitOrigin, admitToken, admitUpgrade, verifyToken };
}

/** Whom tries are counted against. */
export function peerOf(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? 'unknown';
}

function countHeader(request: IncomingMessage, name: string): number {
  return request.rawHeaders.filter((header, index) => index % 2 === 0 && header.toLowerCase() === name).length;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function unauthorized(): LabError {
  return new LabError({
    code: 'unauthorized',
    title: 'Нужен токен',
    message: 'Запрос пришёл без токена или с неверным токеном.',
    hint: 'Откройте лабораторию по ссылке, которую напечатал «npm start»: токен стоит в ней после «#».',
    status: 401,
  });
}

function tooManyTries(): LabError {
  return new LabError({
    code: 'too-many-tries',
    title: 'Слишком много неверных токенов',
    message: `Больше ${triesPerMinute} неверных токенов за минуту.`,
    hint: 'Подождите минуту и откройте ссылку, которую напечатал «npm start».',
    status: 429,
  });
}

function forbidden(code: string, message: string): LabError {
  return new LabError({
    code: `forbidden-${code}`,
    title: 'Запрос отклонён',
    message,
    hint: 'Откройте лабораторию по ссылке, которую напечатал «npm start».',
    status: 403,
  });
}
