import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { constants } from 'node:zlib';
import compression from 'compression';
import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { Gate } from './access.ts';
import { ParseError } from '#protocol/parse.ts';
import { LabError, toErrorBody } from './lab-error.ts';
import type { Route } from './route.ts';
import { securityHeaders } from './security-headers.ts';

/** A site whose pages are made as they are asked for, and whose pages hear of changes by a socket. */
export type LiveSite = {
  readonly handle: RequestHandler;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

/** A page takes some milliseconds at this quality, and comes in one flight of packets less than at the usual one. */
const brotliQuality = 9;

export type AppOptions = {
  readonly gate: Gate;
  readonly routes: readonly Route[];
  /** The folder of the built site, or one that is being worked on. */
  readonly site: string | LiveSite;
  /** Where an unexpected error is told, once. */
  readonly report: (error: unknown) => void;
};

/**
 * The order of everything that a request passes.
 * @throws when a route does not declare who may ask
 */
export function createApp({ gate, routes, site, report }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('case sensitive routing', true);
  app.use(securityHeaders);
  app.use((request, _response, next) => {
    gate.admitOrigin(request);
    if (request.method === 'OPTIONS') throw notAllowed();
    next();
  });
  app.use('/api', (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  for (const route of routes) mount(app, route, gate);
  app.use('/api', (request) => {
    gate.admitToken(request);
    throw notFound();
  });
  if (typeof site === 'string') serveFolder(app, site);
  else app.use(site.handle);
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) {
      report(error);
      next(error);
      return;
    }
    const known = readable(error);
    if (!(known instanceof LabError)) report(error);
    response.status(known instanceof LabError ? known.status : 500).json(toErrorBody(known));
  });
  return app;
}

function serveFolder(app: Express, site: string): void {
  // Behind the API: a compressor would hold back its streams.
  app.use(compression({ brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } } }));
  // Their names carry a hash of what is in them.
  app.use('/assets', express.static(path.join(site, 'assets'), { immutable: true, maxAge: '1y' }));
  app.use(express.static(site, { extensions: ['html'] }));
  app.use((_request, response, next) => {
    response.status(404).sendFile('404.html', { root: site }, (error) => {
      if (error) next(notFound());
    });
  });
}

function mount(app: Express, route: Route, gate: Gate): void {
  if (route.access !== 'public' && route.access !== 'token') {
    throw new Error(`${route.method} ${route.path} does not declare who may ask`);
  }
  const admit = (request: Request, _response: Response, next: NextFunction) => {
    if (route.access === 'token') gate.admitToken(request);
    next();
  };
  const bodies =
    route.method === 'get' ? [] : [demandBodyType, express.json({ limit: '2mb' }), express.text({ limit: '2mb' })];
  app[route.method](route.path, admit, ...bodies, route.handle);
}

/** Bodies are JSON; text only for PUT, which no form can send. */
function demandBodyType(request: Request, _response: Response, next: NextFunction): void {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  const allowed = request.method === 'PUT' ? ['application/json', 'text/plain'] : ['application/json'];
  if (hasBody && !request.is(allowed)) {
    throw new LabError({
      code: 'wrong-content-type',
      title: 'Неподходящий тип содержимого',
      message: `Этот запрос принимает ${allowed.join(' или ')}.`,
      hint: 'Задайте заголовок Content-Type.',
      status: 415,
    });
  }
  next();
}

/** What a person reads instead of the body parser's and the static server's own errors. */
function readable(error: unknown): unknown {
  if (error instanceof ParseError) return malformed(error.message, 400);
  if (error instanceof LabError || !(error instanceof Error) || !('status' in error)) return error;
  const { status } = error;
  if (typeof status !== 'number' || status < 400 || status >= 500) return error;
  if (status === 404) return notFound();
  return status === 413
    ? malformed('Тело запроса больше 2 МиБ.', status)
    : malformed('Тело или адрес запроса не удалось разобрать.', status);
}

function malformed(message: string, status: number): LabError {
  return new LabError({
    code: status === 413 ? 'too-large' : 'malformed-request',
    title: 'Запрос не принят',
    message,
    hint: 'Исправьте запрос и повторите его.',
    status,
  });
}

function notFound(): LabError {
  return new LabError({
    code: 'not-found',
    title: 'Такого адреса нет',
    message: 'По этому адресу у лаборатории ничего нет.',
    hint: 'Проверьте адрес; список запросов стоит в README.md.',
    status: 404,
  });
}

function notAllowed(): LabError {
  return new LabError({
    code: 'forbidden-method',
    title: 'Запрос отклонён',
    message: 'Лаборатория не отвечает страницам других сайтов.',
    hint: 'Откройте лабораторию по ссылке, которую напечатал «npm start».',
    status: 403,
  });
}
