import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseRecord, parseString, type UnknownRecord } from '#protocol/parse.ts';
import { readConfig } from '../../server/config.ts';
import { createLabServer } from '../../server/lab-server.ts';
import { bareUser } from '../bare-user.ts';
import { waitFor } from '../wait-for.ts';

/** The token of these tests; its letters must not stand in any report. */
export const token = 'tOken-of-the-report-tests-0123456789';

/** A lab that can be opened again over the same LAB_HOME. */
export type OpenLab = AsyncDisposable & {
  readonly url: string;
  readonly ask: (method: string, address: string, body?: unknown) => Promise<unknown>;
  /** Runs a command to its end; gives its record. */
  readonly run: (terminal: string, command: string) => Promise<UnknownRecord>;
};

const root = path.resolve(import.meta.dirname, '../..');

/** A folder for a LAB_HOME that is gone in the end. */
export async function makeHome(): Promise<AsyncDisposable & { readonly path: string }> {
  const home = await mkdtemp(path.join(tmpdir(), 'lab-report-'));
  return { path: home, [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }) };
}

/** Opens a lab over a LAB_HOME. */
export async function openLab(home: string, settings: Readonly<Record<string, string>> = {}): Promise<OpenLab> {
  const environment = {
    ...process.env,
    ...(await bareUser(home)),
    LAB_HOME: home,
    LAB_PORT: '0',
    LAB_OPEN: '0',
    LAB_TOKEN: token,
    ...settings,
  };
  const server = await createLabServer(readConfig(environment, root), { site: '/nonexistent' });

  const ask = async (method: string, address: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${server.url}/api${address}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };

  return {
    url: server.url,
    ask,
    run: async (terminal, command) => {
      const started = parseRecord(await ask('POST', `/terminals/${terminal}/commands`, { command }), 'command');
      return waitFor(`«${command}» to end`, async () => {
        const record = parseRecord(await ask('GET', `/commands/${parseString(started.id, 'id')}`), 'command');
        return record.state === 'ended' && record;
      });
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
