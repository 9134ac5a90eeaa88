import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** What the bootstrap keeps for itself: its lock, a Node, stamps. Safe to delete. */
export const keep = path.join(root, '.lab');
