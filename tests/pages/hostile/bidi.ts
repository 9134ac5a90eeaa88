import { WebSocket } from 'ws';
import { parseRecord, parseString } from '#protocol/parse.ts';

type Answer = ReturnType<typeof parseRecord>;

/** Seconds for one command; the longest one looks at dozens of reports. */
const deadline = 300;

/** A connection to a browser that speaks WebDriver BiDi (w3.org/TR/webdriver-bidi). */
export type BidiConnection = Disposable & {
  send(method: string, params: object): Promise<Answer>;
  /** Calls back with the parameters of every event of a kind. */
  on(method: string, hear: (params: Answer) => void): void;
};

/** Connects to the address that the browser told. */
export async function connectBidi(url: string): Promise<BidiConnection> {
  const socket = new WebSocket(url, { maxPayload: 64 * 2 ** 20 });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  const hearing = new Map<string, (params: Answer) => void>();
  let count = 0;
  socket.addEventListener('message', ({ data }) => {
    const message = parseRecord(JSON.parse(parseString(data, 'data', 2 ** 26)), 'message');
    if (message.type === 'event') {
      hearing.get(String(message.method))?.(parseRecord(message.params, 'params'));
      return;
    }
    const asked = typeof message.id === 'number' ? waiting.get(message.id) : undefined;
    if (message.type === 'success') asked?.resolve(parseRecord(message.result, 'result'));
    else asked?.reject(new Error(`${String(message.error)}: ${String(message.message)}`));
  });
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('The browser closed the connection'));
  });
  return {
    on: (method, hear) => void hearing.set(method, hear),
    async send(method, params) {
      count += 1;
      const id = count;
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      waiting.set(id, { resolve, reject });
      const timer = setTimeout(
        () => reject(new Error(`${method} was not done within ${deadline} s`)),
        deadline * 1_000,
      );
      socket.send(JSON.stringify({ id, method, params }));
      return promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(id);
      });
    },
    [Symbol.dispose]: () => socket.terminate(),
  };
}
