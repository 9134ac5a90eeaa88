import { connect } from 'node:net';

/** An answer as it came over the wire. */
export type RawAnswer = {
  readonly status: number;
  /** Names in lower case; a name that came twice has both values, with a line feed between them. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
};

/** Milliseconds that a raw answer may take. */
const answerWithin = 10_000;
const endless = /^HTTP\/1\.1 101|\r\ncontent-type: text\/event-stream/i;

/** Sends a request as it stands, which `fetch` would mend; of an answer without an end only the head is waited for. */
export function sendRaw(port: number, lines: readonly string[], body = ''): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('latin1');
    socket.setTimeout(answerWithin, () =>
      socket.destroy(new Error(`no answer within ${answerWithin} ms to ${lines[0]}`)),
    );
    socket.on('data', (chunk) => {
      answer += String(chunk);
      const head = answer.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, head))?.[1];
      const isWhole = length !== undefined && answer.length >= head + 4 + Number(length);
      if (isWhole || endless.test(answer.slice(0, head))) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(parseAnswer(answer)));
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  });
}

function parseAnswer(answer: string): RawAnswer {
  const end = answer.indexOf('\r\n\r\n');
  const [first = '', ...fields] = answer.slice(0, end < 0 ? undefined : end).split('\r\n');
  const headers = new Map<string, string>();
  for (const field of fields) {
    const colon = field.indexOf(':');
    const name = field.slice(0, colon).toLowerCase();
    const value = field.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}\n${value}`);
  }
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(first)?.[1]), headers, body: end < 0 ? '' : answer.slice(end + 4) };
}
