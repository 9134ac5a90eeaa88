import type { ReadBack } from '#protocol/probe.ts';
import type { ClusterStory, Node } from './cluster-story.ts';

const rate = 20;
const spacing = 1_000 / rate;

/** A probe that writes while a story is told; its clock moves on with the writes. */
export type ProbeStory = {
  write(milliseconds: number, outcome: 'a' | 'f' | 'u', by?: Node, timeline?: number): ProbeStory;
  /** Ends and is read back from both nodes. */
  readBack(leader: Node, found?: Partial<Pick<ReadBack, 'lost' | 'unanswered'>>): ProbeStory;
};

/** Begins a probe in a story. */
export function beginProbe(story: ClusterStory, probe = 'probe-1'): ProbeStory {
  let next = 1;
  let rows = 0;
  story.tell({ kind: 'probe-started', probe, startedBy: 'fault', rate, table: 'lab_probe', port: 5432 });

  function tellBatch(milliseconds: number, outcome: 'a' | 'f' | 'u', node: Node, timeline: number): void {
    const count = Math.round(milliseconds / spacing);
    const at = story.now();
    story.wait(milliseconds).tell({
      kind: 'probe-batch',
      probe,
      at,
      numbers: [[next, count]],
      sent: Array.from({ length: count }, (_, index) => index * spacing),
      took: Array.from({ length: count }, () => 5),
      outcomes: outcome.repeat(count),
      by: outcome === 'a' ? [{ node, timeline, count }] : [],
      reasons: outcome === 'a' ? {} : { ECONNREFUSED: count },
    });
    next += count;
    if (outcome === 'a') rows += count;
  }

  const teller: ProbeStory = {
    write(milliseconds, outcome, by = 'pg-master', timeline = 1) {
      for (let left = milliseconds; left >= spacing; left -= 1_000) {
        tellBatch(Math.min(left, 1_000), outcome, by, timeline);
      }
      return teller;
    },
    readBack(leader, { lost = [], unanswered = [] } = {}) {
      story.tell({ kind: 'probe-ended', probe, reason: 'recovered' }).wait(200);
      const replica = leader === 'pg-master' ? 'pg-slave' : 'pg-master';
      for (const [node, role] of [
        [leader, 'leader'],
        [replica, 'replica'],
      ] as const) {
        story.tell({
          kind: 'probe-read-back',
          probe,
          node,
          role,
          rows: rows - lost.length + unanswered.length,
          lostCount: lost.length,
          lost,
          unansweredCount: unanswered.length,
          unanswered,
        });
      }
      return teller;
    },
  };
  return teller;
}
