import type { JournalEvent } from '#protocol/journal.ts';

/** The leader that was stopped, or hit by a fault, last: by its own name, or as the node beside the replica that went first. */
export type StruckLeader = { readonly node: string } | { readonly beside: string };

/**
 * Whom the commands mean by `{stopped}` after one more event. A fault tells it within milliseconds; the fact, when two
 * observations have shown it.
 */
export function struckAfter(struck: StruckLeader | null, { body }: JournalEvent): StruckLeader | null {
  if (body.kind === 'fact' && body.fact === 'leader-stopped') {
    return body.detail.node === undefined ? struck : { node: body.detail.node };
  }
  if (body.kind !== 'fault' || body.state !== 'began' || body.node === null) return struck;
  switch (body.fault) {
    case 'stop':
    case 'kill':
    case 'pause':
    case 'network':
      return { node: body.node };
    case 'replica-first':
      // The leader follows later, and while no node answers nobody sees it go.
      return { beside: body.node };
    case 'zookeeper':
    case 'switchover':
      return struck;
  }
}
