import type { Route } from '../route.ts';
import type { Probe } from './probe.ts';

/** What these routes need of a run. */
export type ProbeRun = { readonly probe: Probe };

/** The API of the probe. */
export function probeRoutes(currentRun: () => ProbeRun): Route[] {
  return [
    {
      method: 'get',
      path: '/api/probe',
      access: 'token',
      handle: (_request, response) => {
        response.json(currentRun().probe.status());
      },
    },
    {
      method: 'post',
      path: '/api/probe/start',
      access: 'token',
      handle: async (_request, response) => {
        response.json(await currentRun().probe.start('student'));
      },
    },
    {
      method: 'post',
      path: '/api/probe/stop',
      access: 'token',
      handle: async (_request, response) => {
        response.json(await currentRun().probe.stop('student'));
      },
    },
    {
      method: 'post',
      path: '/api/probe/read-back',
      access: 'token',
      handle: (_request, response) => {
        response.json(currentRun().probe.readBack());
      },
    },
  ];
}
