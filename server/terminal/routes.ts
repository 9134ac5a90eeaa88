import { parseBoolean, parseOneOf, parseOptionalString, parseRecord, parseString } from '#protocol/parse.ts';
import { LabError } from '../lab-error.ts';
import type { Route } from '../route.ts';
import type { Terminals } from './terminals.ts';
import type { RunRequest } from './typist.ts';

/** The API of terminals: running a command, and what became of it. */
export function terminalRoutes(currentRun: () => { readonly terminals: Terminals }): Route[] {
  return [
    {
      method: 'post',
      path: '/api/terminals/:name/commands',
      access: 'token',
      handle: async (request, response) => {
        const { name } = request.params;
        response.json(await currentRun().terminals.run(String(name), parseRunRequest(request.body)));
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
  ];
}

function parseRunRequest(body: unknown): RunRequest {
  const raw = parseRecord(body, 'body');
  return {
    text: parseString(raw.command, 'command'),
    kind: raw.kind === undefined ? 'shell' : parseOneOf(raw.kind, 'kind', ['shell', 'sql']),
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
