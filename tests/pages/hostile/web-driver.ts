import { parseRecord } from '#protocol/parse.ts';

/** Seconds for one command; the longest one looks at dozens of reports. */
const deadline = 300;

/** A session of WebDriver (w3.org/TR/webdriver2), ended by disposing. */
export type WebDriverSession = AsyncDisposable & {
  /** Posts a command of the session, or asks for a value where there is no body. */
  ask(command: string, body?: object): Promise<unknown>;
};

/** What a driver refused, by the name that the standard gives it. */
export class WebDriverError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** Begins a session with a driver at an address. */
export async function openWebDriver(url: string, capabilities: object): Promise<WebDriverSession> {
  const made = parseRecord(
    await ask('POST', `${url}/session`, { capabilities: { alwaysMatch: capabilities } }),
    'value',
  );
  const session = `${url}/session/${String(made.sessionId)}`;
  return {
    ask: (command, body) => ask(body === undefined ? 'GET' : 'POST', `${session}/${command}`, body),
    async [Symbol.asyncDispose]() {
      await ask('DELETE', session);
    },
  };
}

async function ask(method: string, url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(deadline * 1_000),
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const { value } = parseRecord(await response.json(), 'answer');
  if (response.ok) return value;
  const { error, message } = parseRecord(value, 'value');
  throw new WebDriverError(String(error), String(message));
}
