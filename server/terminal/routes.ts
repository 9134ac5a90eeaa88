import { parseBoolean, parseOneOf, parseOptionalString, parseRecord, parseString } from '#protocol/parse.ts';
import { LabError } from '../lab-error.ts';
import type { Route } from '../route.ts';
import type { CommandRequest, RunRequest } from './command-request.ts';
import type { Terminals } from './terminals.ts';

/** What these routes need of a run. */
export type TerminalRun = {
  readonly terminals: Terminals;
  readonly prepareCommand: (terminal: string, request: CommandRequest) => Promise<RunRequest>;
};

/** The API of terminals: running a command, what became of it, and stopping it. */
export function terminalRoutes(currentRun: () => TerminalRun): Route[] {
  return [
    {
      method: 'post',
      path: '/api/terminals/:name/commands',
      access: 'token',
      handle: async (request, response) => {
        const run = currentRun();
        const name = String(request.params.name);
        const prepared = await run.prepareCommand(name, parseCommandRequest(request.body));
        response.json(await run.terminals.run(name, prepared));
      },
    },
    {
      method: 'get',
      path: '/api/commands/:id',
      access: 'token',
      handle: async (request, response) => {
        const command = await currentRun().terminals.command(String(request.params.id));
        if (!command) throw commandUnknown();
        response.json(command);
      },
    },
    {
      method: 'post',
      path: '/api/commands/:id/interrupt',
      access: 'token',
      handle: async (request, response) => {
        const command = await currentRun().terminals.interrupt(String(request.params.id));
        if (!command) throw commandUnknown();
        response.json(command);
      },
    },
  ];
}

function parseCommandRequest(body: unknown): CommandRequest {
  const raw = parseRecord(body, 'body');
  return {
    text: parseString(raw.command, 'command'),
    kind: raw.kind === undefined ? null : parseOneOf(raw.kind, 'kind', ['shell', 'sql']),
    stepCommand: parseOptionalString(raw.stepCommand, 'stepCommand', 64),
    interrupt: raw.interrupt === undefined ? false : parseBoolean(raw.interrupt, 'interrupt'),
  };
}

function commandUnknown(): LabError {
  return new LabError({
    code: 'command-unknown',
    title: 'Такой команды нет',
    message: 'Лаборатория хранит последние двести команд прохождения; этой среди них нет.',
    hint: 'Выполните команду ещё раз.',
    status: 404,
  });
}
