import { defineMiddleware } from 'astro:middleware';
import { typographHtml } from '#protocol/words/typography.ts';

/** Sets Russian typography on every page as it is built, whatever its text came from. */
export const onRequest = defineMiddleware(async (_context, next) => {
  const response = await next();
  if (!(response.headers.get('content-type') ?? '').includes('text/html')) return response;
  return new Response(typographHtml(await response.text()), response);
});
