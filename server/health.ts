import type { Route } from './route.ts';

/** Says that the server works, to anybody on this machine; nothing of the run is told. */
export function healthRoutes(health: { readonly instance: string; readonly version: string }): Route[] {
  return [
    {
      method: 'get',
      path: '/api/health',
      access: 'public',
      handle: (_request, response) => {
        response.json({ status: 'ok', product: 'ha-postgres-lab', ...health });
      },
    },
  ];
}
