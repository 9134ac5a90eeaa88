import type { Express } from 'express';
import type { Access, Route } from './route.ts';

/** A route as the router has it, with the access that the table declares for it. */
export type MountedRoute = { readonly method: string; readonly path: string; readonly access: Access };

/**
 * Reads the routes out of the router itself, so that whoever tests them tests what answers.
 * @throws when the router has a route that the table does not declare, or the table one that hides behind another
 */
export function mountedRoutes(app: Express, table: readonly Route[]): readonly MountedRoute[] {
  const declared = new Map<string, Access>();
  for (const { method, path, access } of table) {
    const name = `${method} ${path}`;
    if (declared.has(name)) throw new Error(`${name} stands in the table twice`);
    declared.set(name, access);
  }
  return app.router.stack
    .flatMap(({ route }) => (route === undefined ? [] : [route]))
    .flatMap(({ path, stack }) => [...new Set(stack.map(({ method }) => method))].map((method) => ({ method, path })))
    .map(({ method, path }) => {
      const access = declared.get(`${method} ${path}`);
      if (access === undefined) throw new Error(`${method} ${path} does not declare who may ask`);
      return { method, path, access };
    });
}
