import type { PatroniConfig } from '../patroni-config.ts';
import type { Place } from './scene.ts';

/** A witness with a voice for one node; it is told whenever the node's place may have changed. */
export type NodeWatch = AsyncDisposable & { update(place: Place<PatroniConfig>): void };
