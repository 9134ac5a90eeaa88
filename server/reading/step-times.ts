import { toAgreement } from '#protocol/agreement.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import type { Step } from '#protocol/step.ts';
import type { WitnessReport } from '#protocol/witness.ts';
import { addToReports } from '#protocol/witness-reports.ts';

/** When a step was walked, in milliseconds since the epoch. */
export type StepTime = { readonly step: string; readonly from: number; readonly until: number };

/** Milliseconds that are waited for the witnesses to agree after a step. */
const settlesWithin = 15_000;

/**
 * When each step was walked in a run that went through them in their order: from its first command until its last
 * command or check before the next step began, and a little longer where the cluster had not settled by then.
 * A step with neither stands where the one before it ended.
 */
export function stepTimes(events: readonly JournalEvent[], steps: readonly Step[]): readonly StepTime[] {
  const starts = steps.map((step) => startOf(events, step));
  let before = events[0]?.at ?? 0;
  return steps.map((step, index) => {
    const from = starts[index] ?? before;
    const next = starts.slice(index + 1).find((start) => start !== null) ?? Number.POSITIVE_INFINITY;
    const own = events.filter(({ at, body }) => at >= from && at < next && isOf(step, body));
    const ended = Math.max(from, ...own.map(({ at }) => at));
    const until = own.length === 0 ? ended : settledAfter(events, ended);
    before = until;
    return { step: step.id, from, until };
  });
}

/** The first moment from `end` on at which the witnesses agreed; `end` itself where something else happened first. */
function settledAfter(events: readonly JournalEvent[], end: number): number {
  let reports: readonly WitnessReport[] = [];
  for (const event of events) {
    if (event.at > end && (event.body.kind === 'docker-event' || event.at > end + settlesWithin)) return end;
    if (event.at > end && toAgreement(reports).named !== null) return end;
    reports = addToReports(reports, event);
    if (event.at > end && toAgreement(reports).named !== null) return event.at;
  }
  return end;
}

function startOf(events: readonly JournalEvent[], step: Step): number | null {
  const first = events.find(({ body }) => body.kind === 'command-started' && isOf(step, body));
  return first?.at ?? null;
}

function isOf(step: Step, body: JournalEvent['body']): boolean {
  if (body.kind === 'check-result') return step.checks.some(({ id }) => id === body.result.id);
  if (body.kind !== 'command-started' && body.kind !== 'command-ended') return false;
  return step.commands.some(({ id }) => id === body.command.stepCommand);
}
