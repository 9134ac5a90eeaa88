import type { FaultName, FaultRecord, Prediction } from '#protocol/fault.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import { plural } from '#protocol/words/plural.ts';
import { leaderWords, untilUndone } from '#protocol/words/fault-words.ts';

/**
 * How things stand with the prediction of a fault. `open`: it can be written, `saved` is what was written for the next
 * one; `closed`: the fault has begun and the cluster is not whole again.
 */
export type PredictionNow =
  | { readonly state: 'open'; readonly saved: Prediction | null }
  | { readonly state: 'closed'; readonly saved: Prediction | null };

/** Reads off the journal what is predicted of a fault now. */
export function predictionNow(
  events: readonly JournalEvent[],
  records: readonly FaultRecord[],
  fault: FaultName,
): PredictionNow {
  const last = records.findLast((record) => record.fault === fault);
  if (last !== undefined && last.healthyAt === null) return { state: 'closed', saved: last.prediction };
  const newest = events.findLast(
    ({ body }) =>
      (body.kind === 'prediction' || (body.kind === 'fault' && body.state === 'began')) && body.fault === fault,
  );
  return { state: 'open', saved: newest?.body.kind === 'prediction' ? newest.body : null };
}

/** A prediction in a line: «31 с, лидером станет другой узел, пропадёт 0 строк». */
export function predictionText({ seconds, leader, lost }: Prediction): string {
  const outage =
    seconds === null ? `перерыв — ${untilUndone}` : `перерыв ${plural(seconds, 'секунда', 'секунды', 'секунд')}`;
  const leads = leader === 'nobody' ? 'вести не будет никто' : `лидер — ${leaderWords[leader]}`;
  return `${outage}; ${leads}; потерь — ${plural(lost, 'строка', 'строки', 'строк')}`;
}

/** What a form says: the fields as the reader left them. */
export type PredictionFields = {
  readonly seconds: string;
  readonly untilUndone: boolean;
  readonly leader: string;
  readonly lost: string;
};

/** Reads the form; what is missing or can't be is named, in Russian. */
export function readPrediction(
  fault: FaultName,
  fields: PredictionFields,
): { readonly prediction: Prediction } | { readonly problem: string; readonly field: keyof PredictionFields } {
  const seconds = fields.untilUndone ? null : wholeNumber(fields.seconds, 3_600);
  if (seconds === undefined) {
    return { field: 'seconds', problem: 'Впишите целое число секунд, до 3600, или отметьте «пока не верну».' };
  }
  const { leader } = fields;
  if (leader !== 'same' && leader !== 'other' && leader !== 'nobody') {
    return { field: 'leader', problem: 'Выберите, кто будет лидером.' };
  }
  const lost = wholeNumber(fields.lost, 1_000_000);
  if (lost === undefined)
    return { field: 'lost', problem: 'Впишите, сколько строк пропадёт: целое число, возможно 0.' };
  return { prediction: { fault, seconds, leader, lost } };
}

function wholeNumber(text: string, max: number): number | undefined {
  if (!/^\s*\d{1,7}\s*$/.test(text)) return undefined;
  const value = Number(text);
  return value <= max ? value : undefined;
}
