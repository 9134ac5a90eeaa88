import { judgeClaims } from '#checks/claims/judge-claims.ts';
import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import { readWholeLab } from '../../unit/claims/whole-lab.ts';

/** The same walk again, later: other probes and faults, on the same clock. */
function again(events: readonly JournalEvent[], times: number): readonly JournalEvent[] {
  const first = events[0];
  const last = events.at(-1);
  if (first === undefined || last === undefined) return [];
  return Array.from({ length: times }, (_, round) =>
    events.slice(round === 0 ? 0 : 1).map(({ seq, at, body }) => ({
      seq: seq + round * last.seq,
      at: at + round * (last.at - first.at),
      body: renamed(body, round, round * (last.at - first.at)),
    })),
  ).flat();
}

function renamed(body: EventBody, round: number, later: number): EventBody {
  if (body.kind === 'fault') return { ...body, id: `${body.id}-${round}`, at: body.at + later };
  if (body.kind === 'probe-batch') return { ...body, probe: `${body.probe}-${round}`, at: body.at + later };
  if ('probe' in body) return { ...body, probe: `${body.probe}-${round}` };
  if (body.kind === 'docker-event') return { ...body, ownTime: body.ownTime + later };
  return body;
}

/** How long an evening's journal takes to be judged: node tests/bench/claims/main.ts */
const walk = await readWholeLab();
for (const times of [1, 4, 8, 16]) {
  const events = again(walk, times);
  const took = Array.from({ length: 5 }, () => {
    const started = performance.now();
    judgeClaims(events);
    return performance.now() - started;
  });
  const [coldest = 0] = took;
  const least = Math.min(...took);
  console.log(`${events.length} events: ${coldest.toFixed(0)} ms the first time, ${least.toFixed(0)} ms at best`);
}
