import type { NextFunction, Request, Response } from 'express';

const contentSecurityPolicy = [
  "default-src 'none'",
  // asciinema-player draws a recording with a WebAssembly module; scripts made of texts stay forbidden.
  "script-src 'self' 'wasm-unsafe-eval'",
  // xterm.js sets the sizes of its cells by a style element of its own.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // One policy lets the player's own templates through (src/client/replay/markup-policy.ts), the other starts the worker
  // that reads reports (src/client/review/start-worker.ts).
  'trusted-types lab-replay lab-review',
].join('; ');

/** What a browser must refuse on our pages; stands on every response, also on a refused upgrade (A6, A13). */
export const securityHeaderFields = {
  'Content-Security-Policy': contentSecurityPolicy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** Sets the security headers on a response. */
export function securityHeaders(_request: Request, response: Response, next: NextFunction): void {
  response.set(securityHeaderFields);
  next();
}
