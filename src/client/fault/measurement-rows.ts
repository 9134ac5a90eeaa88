import type { FaultRecord } from '#protocol/fault.ts';
import { intervalText } from '#protocol/words/phase-words.ts';
import { leaderOutcome, leaderWords, outageText, predictedText } from '#protocol/words/fault-words.ts';

/** A row of the table that sets a prediction beside its measurement. */
export type MeasurementRow = {
  readonly what: string;
  readonly predicted: string;
  readonly measured: string;
  readonly expected: string;
  /** `bad`: what should not have happened. */
  readonly tone: 'plain' | 'bad';
};

const unsaid = '—';

/** Outage, leader and losses of a record: as predicted, as measured, and as the settings promise. */
export function measurementRows(record: FaultRecord): readonly MeasurementRow[] {
  const { prediction, lost, timings, fault, outage, probe } = record;
  const goesOn = probe !== null && outage !== null && outage.firstAckAfter === null;
  const bound = timings.synchronousMode === null ? unsaid : timings.synchronousMode ? '0' : 'не ограничено';
  return [
    {
      what: 'Перерыв',
      predicted: prediction === null ? unsaid : predictedText(prediction.seconds),
      measured: outageText(record),
      expected: intervalText(record.expected.total),
      tone: 'plain',
    },
    {
      what: 'Кто ведёт',
      predicted: prediction === null ? unsaid : leaderWords[prediction.leader],
      measured: goesOn && record.leaderAfter === null ? 'пока никто' : leaderText(record),
      expected: leaderWords[expectedLeader[fault]],
      tone: 'plain',
    },
    {
      what: 'Потеряно строк',
      predicted: prediction === null ? unsaid : String(prediction.lost),
      measured: lost === null ? 'ещё не сверено' : String(lost),
      expected: bound,
      tone: lost !== null && lost > 0 ? 'bad' : 'plain',
    },
  ];
}

const expectedLeader = {
  stop: 'other',
  kill: 'other',
  pause: 'other',
  network: 'other',
  zookeeper: 'nobody',
  'replica-first': 'nobody',
  switchover: 'other',
} as const;

function leaderText(record: FaultRecord): string {
  const outcome = leaderOutcome(record);
  return record.leaderAfter === null ? leaderWords[outcome] : `${leaderWords[outcome]}: ${record.leaderAfter}`;
}
