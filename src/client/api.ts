import { ParseError, parseRecord, parseString } from '#protocol/parse.ts';

/** Milliseconds that a request may take; building the image is a command, not a request. */
const deadline = 15_000;

/** A request that failed, with texts for the reader; `status` is 0 where no answer came. */
export class ApiError extends Error {
  readonly code: string;
  readonly title: string;
  readonly hint: string;
  readonly status: number;

  constructor(
    texts: { code: string; title: string; message: string; hint: string; status: number },
    options?: ErrorOptions,
  ) {
    super(texts.message, options);
    this.name = 'ApiError';
    this.code = texts.code;
    this.title = texts.title;
    this.hint = texts.hint;
    this.status = texts.status;
  }
}

/** What the page asks the lab's server with; every method throws `ApiError`. */
export type Api = {
  get(path: string, options?: RequestOptions): Promise<unknown>;
  post(path: string, body?: unknown, options?: RequestOptions): Promise<unknown>;
  put(path: string, body: unknown, options?: RequestOptions): Promise<unknown>;
  /** The lines of an answer in JSON lines, without empty ones. */
  lines(path: string, signal: AbortSignal): Promise<readonly string[]>;
  /** An answer that is a text, such as a recording. */
  text(path: string, signal: AbortSignal): Promise<string>;
  /** An answer that goes on and on (server-sent events); `signal` ends it. */
  stream(path: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response>;
};

export type RequestOptions = {
  readonly signal?: AbortSignal;
  /** Milliseconds instead of the usual 15,000. */
  readonly deadline?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Lets the request outlive the page that is being left. */
  readonly keepalive?: boolean;
};

export type ApiOptions = {
  readonly token: () => string | null;
  /** The server's origin, empty for the page's own. */
  readonly base?: string;
  /** Milliseconds until a stream must have begun, instead of the usual 15,000. */
  readonly streamWithin?: number;
};

/** Makes an `Api` that presents the token as a bearer. */
export function createApi({ token, base = '', streamWithin = deadline }: ApiOptions): Api {
  const authorization = (): Record<string, string> => {
    const value = token();
    return value === null ? {} : { authorization: `Bearer ${value}` };
  };

  async function ask(method: string, path: string, body: unknown, options: RequestOptions = {}): Promise<unknown> {
    const within = options.deadline ?? deadline;
    const timeout = AbortSignal.timeout(within);
    const response = await send(`${base}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...authorization(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      signal: options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]),
      cache: 'no-store',
      keepalive: options.keepalive ?? false,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const content = await readBody(response);
    if (!response.ok) throw toApiError(response.status, content);
    return content;
  }

  async function text(path: string, accept: string, signal: AbortSignal): Promise<string> {
    const response = await send(`${base}${path}`, {
      headers: { accept, ...authorization() },
      signal: AbortSignal.any([AbortSignal.timeout(deadline), signal]),
      cache: 'no-store',
    });
    if (!response.ok) throw toApiError(response.status, await readBody(response));
    return readText(response);
  }

  return {
    async get(path, options) {
      try {
        return await ask('GET', path, undefined, options);
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'unreachable' || options?.signal?.aborted) throw error;
        // Chromium cancels what is on its way when Docker makes or removes a network; reading twice does no harm.
        return ask('GET', path, undefined, options);
      }
    },
    // Without a body an object is still sent: the server takes changes as JSON only.
    post: (path, body, options) => ask('POST', path, body ?? {}, options),
    put: (path, body, options) => ask('PUT', path, body, options),
    async lines(path, signal) {
      return (await text(path, 'application/x-ndjson', signal)).split('\n').filter((line) => line !== '');
    },
    text: (path, signal) => text(path, '*/*', signal),
    async stream(path, headers, signal) {
      // The stream may go on for ever, its beginning may not: what a browser has lost it does not always tell.
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(new DOMException('no answer', 'TimeoutError')), streamWithin);
      try {
        const response = await send(`${base}${path}`, {
          headers: { accept: 'text/event-stream', ...authorization(), ...headers },
          signal: AbortSignal.any([late.signal, signal]),
          cache: 'no-store',
          // Nothing that the page needs now shall stand behind it.
          priority: 'low',
        });
        if (!response.ok) throw toApiError(response.status, await readBody(response));
        return response;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    throw unreachable(error);
  }
}

async function readText(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw unreachable(error);
  }
}

async function readBody(response: Response): Promise<unknown> {
  const text = await readText(response);
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiError(
      {
        code: 'not-json',
        title: 'Непонятный ответ',
        message: 'Ответил не сервер лаборатории: вместо данных пришло что-то другое.',
        hint: 'Проверьте адрес страницы: он печатается при «npm start».',
        status: response.status,
      },
      { cause: error },
    );
  }
}

function unreachable(error: unknown): ApiError {
  const late = error instanceof Error && error.name === 'TimeoutError';
  return new ApiError(
    {
      code: late ? 'deadline' : 'unreachable',
      title: late ? 'Ответа нет слишком долго' : 'Сервер лаборатории не отвечает',
      message: late
        ? `Сервер лаборатории не ответил за ${deadline / 1_000} секунд.`
        : 'Соединение с сервером лаборатории не установлено.',
      hint: 'Проверьте, работает ли «npm start» в терминале, и повторите.',
      status: 0,
    },
    { cause: error },
  );
}

/** Reads the server's error body; any other answer becomes an error with its status. */
export function toApiError(status: number, content: unknown): ApiError {
  try {
    const raw = parseRecord(parseRecord(content, '').error, 'error');
    return new ApiError({
      code: parseString(raw.code, 'error.code'),
      title: parseString(raw.title, 'error.title'),
      message: parseString(raw.message, 'error.message'),
      hint: parseString(raw.hint, 'error.hint'),
      status,
    });
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return new ApiError(
      {
        code: 'http',
        title: 'Запрос не удался',
        message: `Сервер ответил кодом ${status} без объяснения.`,
        hint: 'Повторите действие; если не помогло, перезапустите «npm start».',
        status,
      },
      { cause: error },
    );
  }
}
