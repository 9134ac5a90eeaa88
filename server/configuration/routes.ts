import type { Route } from '../route.ts';
import type { RunningConfiguration } from './running-configuration.ts';

/** `GET /api/configuration`: the page «Какая настройка работает?». */
export function configurationRoutes(current: () => RunningConfiguration): Route[] {
  return [
    {
      method: 'get',
      path: '/api/configuration',
      access: 'token',
      handle: async (_request, response) => {
        response.json(await current().look());
      },
    },
  ];
}
