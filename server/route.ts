import type { Request, Response } from 'express';

/** Who may ask: anybody who passes the Host and Origin gates, or only a holder of the token. */
export type Access = 'public' | 'token';

/** One route of the API. Each declares its access; `app.ts` refuses a table with a route that does not. */
export type Route = {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Express 5 path, beginning with `/api/`. */
  readonly path: string;
  readonly access: Access;
  readonly handle: (request: Request, response: Response) => Promise<void> | void;
};
