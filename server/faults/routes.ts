import { parsePrediction } from '#protocol/fault-parse.ts';
import { parseRecord } from '#protocol/parse.ts';
import type { Route } from '../route.ts';
import type { Faults } from './faults.ts';

/** `GET /api/faults` tells what every fault of the run did; `PUT /api/predictions/<fault>` keeps what is expected of one. */
export function faultRoutes(currentRun: () => { readonly faults: Faults }): Route[] {
  return [
    {
      method: 'get',
      path: '/api/faults',
      access: 'token',
      handle: (_request, response) => {
        response.json(currentRun().faults.records());
      },
    },
    {
      method: 'put',
      path: '/api/predictions/:fault',
      access: 'token',
      handle: (request, response) => {
        const prediction = parsePrediction({ ...parseRecord(request.body, 'body'), fault: request.params.fault });
        currentRun().faults.predict(prediction);
        response.json(prediction);
      },
    },
  ];
}
