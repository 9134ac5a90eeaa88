import type { Request, Response } from 'express';
import type { LabFile } from '#protocol/file.ts';
import { parseOptionalString, parseRecord, parseString } from '#protocol/parse.ts';
import { LabError } from '../lab-error.ts';
import type { Route } from '../route.ts';
import { badPath } from './file-errors.ts';
import { parseNames } from './path.ts';
import type { Workspace } from './workspace.ts';

/** What these routes need of a run. */
export type WorkspaceRun = { readonly workspace: Workspace };

/** The path that a request names; Express has decoded each part once, and a `/` that was hidden in a part is refused. */
function pathOf(request: Request): string {
  const names: unknown = request.params.path;
  if (!Array.isArray(names)) throw badPath('ничего нет');
  return parseNames(names.map(String)).join('/');
}

/** The hash of an entity tag as we give it; null where the header is absent. */
function hashOfTag(tag: string | undefined): string | null {
  if (tag === undefined) return null;
  const hash = /^"([0-9a-f]{64})"$/.exec(tag.trim())?.[1];
  if (hash === undefined) {
    throw new LabError({
      code: 'wrong-if-match',
      title: 'Заголовок If-Match не разобран',
      message: 'В If-Match стоит не метка файла.',
      hint: 'Передайте значение заголовка ETag из ответа на GET, вместе с кавычками.',
      status: 400,
    });
  }
  return hash;
}

/** What a PUT brings: JSON `{text, ifHash}` from the page, or the text itself from a script. */
function parsePut(request: Request): { text: string; ifHash: string | null } {
  const tag = hashOfTag(request.headers['if-match']);
  const body: unknown = request.body;
  if (request.is('application/json') !== false) {
    const raw = parseRecord(body, '');
    return {
      text: parseString(raw.text, 'text', 1_100_000),
      ifHash: parseOptionalString(raw.ifHash, 'ifHash', 64) ?? tag,
    };
  }
  // Without bytes there is no body to parse: that is an empty file.
  return { text: typeof body === 'string' ? body : '', ifHash: tag };
}

function sendJson(response: Response, file: LabFile): void {
  response.set('ETag', `"${file.hash}"`).json(file);
}

function sendFile(request: Request, response: Response, file: LabFile): void {
  response.vary('Accept');
  if (request.accepts(['text/plain', 'application/json']) === 'application/json') sendJson(response, file);
  else response.set('ETag', `"${file.hash}"`).type('text/plain').send(file.text);
}

/** The routes of the run's files. */
export function workspaceRoutes(currentRun: () => WorkspaceRun): Route[] {
  return [
    {
      method: 'get',
      path: '/api/files',
      access: 'token',
      handle: async (_request, response) => {
        response.json(await currentRun().workspace.list());
      },
    },
    {
      method: 'get',
      path: '/api/files/*path',
      access: 'token',
      handle: async (request, response) => {
        sendFile(request, response, await currentRun().workspace.read(pathOf(request)));
      },
    },
    {
      method: 'put',
      path: '/api/files/*path',
      access: 'token',
      handle: async (request, response) => {
        const path = pathOf(request);
        const { text, ifHash } = parsePut(request);
        sendJson(response, await currentRun().workspace.write(path, text, ifHash));
      },
    },
    {
      method: 'post',
      path: '/api/file-resets',
      access: 'token',
      handle: async (request, response) => {
        const raw = parseRecord(request.body, '');
        const path = parseString(raw.path, 'path', 1_024);
        const ifHash = parseOptionalString(raw.ifHash, 'ifHash', 64);
        sendJson(response, await currentRun().workspace.reset(path, ifHash));
      },
    },
  ];
}
