import type { CommandRecord, CommandWithOutput } from '#protocol/command.ts';
import { parseCommandRecord } from '#protocol/journal-parse.ts';
import type { CommandKind } from '#protocol/step.ts';
import { type Api, ApiError } from './api.ts';
import { parseCommandWithOutput } from './parse-run.ts';

/** A command that is to be typed into a terminal. */
export type RunRequest = {
  readonly terminal: string;
  readonly text: string;
  readonly kind: CommandKind;
  readonly stepCommand: string | null;
  /** Interrupt what runs there first. */
  readonly interrupt: boolean;
};

/** Milliseconds that psql may take to connect. */
const psqlDeadline = 30_000;
const askEvery = 200;

/** Types a command into its terminal and gives its record; `ApiError` 409 when the terminal is not at its prompt. */
export async function runCommand(api: Api, { terminal, text, ...rest }: RunRequest): Promise<CommandRecord> {
  const path = `/api/terminals/${encodeURIComponent(terminal)}/commands`;
  return parseCommandRecord(await api.post(path, { command: text, ...rest }, { deadline: 30_000 }), 'command');
}

/** Stops a command that runs, by Ctrl+C first; one that has ended stays as it is. */
export async function interruptCommand(api: Api, id: string): Promise<void> {
  await api.post(`/api/commands/${encodeURIComponent(id)}/interrupt`, undefined, { deadline: 30_000 });
}

/** A command with what it printed. */
export async function readCommand(api: Api, id: string, signal: AbortSignal): Promise<CommandWithOutput> {
  return parseCommandWithOutput(await api.get(`/api/commands/${encodeURIComponent(id)}`, { signal }));
}

/** Runs a psql and waits until it asks for a statement. */
export async function openPsql(api: Api, request: RunRequest, signal: AbortSignal): Promise<void> {
  const { id } = await runCommand(api, request);
  const deadline = performance.now() + psqlDeadline;
  for (;;) {
    const { state, exitCode } = await readCommand(api, id, signal);
    if (state === 'interactive') return;
    if (state === 'ended' || state === 'lost') throw notConnected(`psql завершился с кодом ${exitCode ?? '?'}.`);
    if (performance.now() > deadline) throw notConnected(`psql не ответил за ${psqlDeadline / 1_000} секунд.`);
    await new Promise((resolve) => {
      setTimeout(resolve, askEvery);
    });
  }
}

function notConnected(message: string): ApiError {
  return new ApiError({
    code: 'psql-not-open',
    title: 'psql не подключился',
    message,
    hint: 'Причина напечатана в терминале.',
    status: 0,
  });
}
