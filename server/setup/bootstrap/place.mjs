import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** What the bootstrap keeps for itself: its lock, a Node, stamps. Safe to delete. */
export const keep = path.join(root, '.lab');

/** Compiled code of our own programs, so that the next start compiles nothing again. */
export const compileCache = path.join(keep, 'compile-cache');
