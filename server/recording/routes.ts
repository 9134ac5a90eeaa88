import { parseRecord, parseString } from '#protocol/parse.ts';
import { LabError } from '../lab-error.ts';
import type { Route } from '../route.ts';
import type { Recordings } from './recordings.ts';

/** The longest text that a student hides at once, in UTF-16 code units. */
const maxHidden = 4_096;

/** The API of recordings: which there are, each as the asciicast that it is, and hiding a text in all of them. */
export function recordingRoutes(recordings: () => Recordings): Route[] {
  return [
    {
      method: 'get',
      path: '/api/recordings',
      access: 'token',
      handle: async (_request, response) => {
        response.json(await recordings().list());
      },
    },
    {
      method: 'post',
      path: '/api/recordings/redact',
      access: 'token',
      handle: async (request, response) => {
        const text = parseString(parseRecord(request.body, '').text, 'text', maxHidden);
        response.json({ places: await recordings().redact([text]) });
      },
    },
    {
      method: 'get',
      path: '/api/recordings/:terminal',
      access: 'token',
      handle: async (request, response) => {
        const { list, dir } = recordings();
        const wanted = request.params.terminal;
        const known = (await list()).find(({ terminal }) => terminal === wanted);
        if (!known) throw recordingUnknown(String(wanted));
        response.type('application/x-asciicast');
        await new Promise<void>((resolve, reject) => {
          const options = { root: dir, cacheControl: false, dotfiles: 'allow' as const };
          response.sendFile(`${known.terminal}.cast`, options, (error) => {
            // Whoever hangs up in the middle has asked for no more.
            if (error && !response.destroyed) reject(error);
            else resolve();
          });
        });
      },
    },
  ];
}

function recordingUnknown(terminal: string): LabError {
  return new LabError({
    code: 'recording-unknown',
    title: 'Записи нет',
    message: `Терминал «${terminal.slice(0, 64)}» в этом прохождении ещё не открывали, и записи у него нет.`,
    hint: 'Список записей: GET /api/recordings.',
    status: 404,
  });
}
