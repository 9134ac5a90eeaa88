import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CommandWithOutput } from '#protocol/command.ts';
import type { EventBody } from '#protocol/journal.ts';
import type { ServerFrame } from '#protocol/terminal.ts';
import type { Attachment, Wanted } from '../../../server/terminal/attachment.ts';
import type { Size } from '../../../server/terminal/session.ts';
import { createTerminals, type Terminals, type TerminalsOptions } from '../../../server/terminal/terminals.ts';
import type { RunRequest } from '../../../server/terminal/command-request.ts';
import { ptysHere } from '../../ptys-here.ts';
import { waitFor } from '../../wait-for.ts';

export const defaultSize: Size = { columns: 80, rows: 24 };

/** The terminals of a run in a folder of its own, with a home that has a start file. */
export type TestTerminals = AsyncDisposable & {
  readonly terminals: Terminals;
  readonly events: EventBody[];
  readonly dir: string;
  readonly home: string;
  readonly workspace: string;
  /** Errors that nobody waited for. */
  readonly reported: unknown[];
};

export async function openTestTerminals(options: Partial<TerminalsOptions> = {}): Promise<TestTerminals> {
  const base = await mkdtemp(path.join(tmpdir(), 'lab-terminals-'));
  const dir = path.join(base, 'run');
  const home = path.join(base, 'home');
  const workspace = path.join(base, 'lab');
  for (const folder of [dir, home, workspace]) await mkdir(folder);
  await writeFile(path.join(home, '.bashrc'), 'OWN_START_FILE=read\nPS1="own prompt "\n');
  const events: EventBody[] = [];
  const reported: unknown[] = [];
  const terminals = await createTerminals({
    runDir: dir,
    workspaceDir: workspace,
    environment: { PATH: process.env.PATH ?? '', HOME: home, SHELL: '/bin/bash' },
    names: ['main', 'leader'],
    journal: { append: (body) => events.push(body), now: () => Date.now(), read: () => [] },
    report: (error) => reported.push(error),
    ptys: ptysHere(),
    ...options,
  });
  return {
    terminals,
    events,
    dir,
    home,
    workspace,
    reported,
    [Symbol.asyncDispose]: async () => {
      await terminals[Symbol.asyncDispose]();
      await rm(base, { recursive: true, force: true });
    },
  };
}

/** A client in this process. */
export type TestClient = {
  readonly attachment: Attachment;
  readonly frames: ServerFrame[];
  /** Everything that came, the screen included. */
  bytes(): Buffer;
  /** What came after the screen. */
  live(): Buffer;
  type(text: string): void;
  waitForText(text: string | RegExp): Promise<void>;
  waitForFrame(type: ServerFrame['type']): Promise<ServerFrame>;
  /** Stops or goes on acknowledging. */
  read(on: boolean): void;
};

export function attachClient(terminals: Terminals, name = 'main', wanted: Wanted = defaultSize): TestClient {
  const frames: ServerFrame[] = [];
  const chunks: Buffer[] = [];
  let total = 0;
  let reading = true;
  const attachment = terminals.attach(
    name,
    {
      frame: (frame) => frames.push(frame),
      bytes: (bytes) => {
        chunks.push(Buffer.from(bytes));
        total += bytes.length;
        // As a page does: later, and in order.
        if (reading) queueMicrotask(() => attachment.acknowledge(total));
      },
    },
    wanted,
  );
  const bytes = () => Buffer.concat(chunks);
  return {
    attachment,
    frames,
    bytes,
    live: () => {
      const attached = frames.find((frame) => frame.type === 'attached');
      return bytes().subarray(attached?.screenBytes ?? 0);
    },
    type: (text) => attachment.input(Buffer.from(text)),
    waitForText: async (text) => {
      await waitFor(`${String(text)} in the terminal`, () => {
        const all = bytes().toString();
        return typeof text === 'string' ? all.includes(text) : text.test(all);
      });
    },
    waitForFrame: (type) => waitFor(`a frame ${type}`, () => frames.find((frame) => frame.type === type)),
    read: (on) => {
      reading = on;
      if (on) attachment.acknowledge(total);
    },
  };
}

export function shellCommand(text: string, more: Partial<RunRequest> = {}): RunRequest {
  return { text, kind: 'shell', stepCommand: null, interrupt: false, ...more };
}

/** Runs a command of the page and waits for its end. */
export async function runToEnd(
  terminals: Terminals,
  text: string,
  more: Partial<RunRequest> = {},
  name = 'main',
): Promise<CommandWithOutput> {
  const { id } = await terminals.run(name, shellCommand(text, more));
  return waitForEnd(terminals, id);
}

export function waitForEnd(terminals: Terminals, id: string): Promise<CommandWithOutput> {
  return waitFor(`the end of command ${id}`, async () => {
    const command = await terminals.command(id);
    return command?.endedAt === null ? null : command;
  });
}

export function waitForActivity(terminals: Terminals, at: string, name = 'main'): Promise<boolean> {
  return waitFor(`${name} to be at ${at}`, () => terminals.activity(name).at === at);
}
