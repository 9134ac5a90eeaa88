import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseInteger } from '#protocol/parse.ts';
import { fillPlaceholders } from '#protocol/placeholder.ts';
import type { Route } from '../route.ts';
import { openEventStream } from './event-stream.ts';
import type { Runs } from './runs.ts';
import { timelineLines } from './timeline.ts';

/** The routes that tell what the run is, where it stands and what happens in it. */
export function runRoutes(runs: Runs): Route[] {
  return [
    {
      method: 'get',
      path: '/api/steps',
      access: 'token',
      handle: async (_request, response) => {
        const run = runs.current();
        const placeholders = await run.placeholders();
        response.json(
          run.steps.map((step) => ({
            ...step,
            commands: step.commands.map((command) => {
              const { text, unknown } = fillPlaceholders(command.text, placeholders);
              return { ...command, resolved: unknown.length === 0 ? text : null };
            }),
          })),
        );
      },
    },
    {
      method: 'get',
      path: '/api/run',
      access: 'token',
      handle: (_request, response) => {
        response.json(runs.current().state());
      },
    },
    {
      method: 'get',
      path: '/api/run/events',
      access: 'token',
      handle: (request, response) => {
        const run = runs.current();
        const after = request.headers['last-event-id'] ?? request.query.from ?? '0';
        const from = parseInteger(Number(after), 'from', 0, Number.MAX_SAFE_INTEGER);
        const step = run.steps.find(({ id }) => id === request.query.step) ?? null;
        return openEventStream(request, response, (stream) => run.watch(stream, { from, step }));
      },
    },
    {
      method: 'get',
      path: '/api/run/timeline',
      access: 'token',
      handle: async (request, response) => {
        const from = parseInteger(Number(request.query.from ?? 1), 'from', 1, Number.MAX_SAFE_INTEGER);
        response.type('application/x-ndjson');
        await pipeline(Readable.from(timelineLines(runs.current(), from)), response);
      },
    },
    {
      method: 'post',
      path: '/api/run/reset',
      access: 'token',
      handle: async (_request, response) => {
        const run = await runs.reset();
        response.json(run.state());
      },
    },
    {
      method: 'get',
      path: '/api/cluster',
      access: 'token',
      handle: async (_request, response) => {
        response.json(await runs.current().observer.observe());
      },
    },
  ];
}
