import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Gate } from './access.ts';
import { LabError, toErrorBody } from './lab-error.ts';
import { securityHeaderFields } from './security-headers.ts';

/** Takes an upgrade that the gate has admitted, for the terminal of that name. */
export type TakeUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer, name: string) => void;

export type UpgradeOptions = {
  readonly gate: Gate;
  readonly take: TakeUpgrade;
  /** Takes what is no terminal's, on a site that is being worked on. */
  readonly takeOther?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly report: (error: unknown) => void;
};

const path = /^\/api\/terminals\/([a-z0-9-]{1,64})$/;

/** Makes the listener for a server's `upgrade` event: the same gates as for requests, before the 101. */
export function createUpgradeListener({ gate, take, takeOther, report }: UpgradeOptions) {
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // A peer that hangs up in the middle is its own affair.
    socket.on('error', () => socket.destroy());
    try {
      gate.admitUpgrade(request);
      const name = path.exec(request.url ?? '')?.[1];
      if (name !== undefined) take(request, socket, head, name);
      else if (takeOther !== undefined && request.url?.startsWith('/?')) takeOther(request, socket, head);
      else throw unknownAddress();
    } catch (error) {
      if (!(error instanceof LabError)) report(error);
      refuse(socket, error);
    }
  };
}

function refuse(socket: Duplex, error: unknown): void {
  const status = error instanceof LabError ? error.status : 500;
  const body = JSON.stringify(toErrorBody(error));
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'Connection: close',
      ...Object.entries(securityHeaderFields).map(([name, value]) => `${name}: ${value}`),
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}

function unknownAddress(): LabError {
  return new LabError({
    code: 'not-found',
    title: 'Такого терминала нет',
    message: 'По этому адресу нет терминала лаборатории.',
    hint: 'Имена терминалов стоят в ответе GET /api/steps.',
    status: 404,
  });
}
