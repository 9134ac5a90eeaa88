import type { FaultName, FaultRecord, Outage, Prediction } from '../fault.ts';
import { lengthText } from './phase-words.ts';

/** What a fault is called in a table. */
export const faultTitles: Readonly<Record<FaultName, string>> = {
  stop: 'остановка лидера',
  kill: 'гибель лидера',
  pause: 'заморозка лидера',
  network: 'обрыв сети',
  zookeeper: 'пропажа ZooKeeper',
  'replica-first': 'реплика, потом лидер',
  switchover: 'смена по плану',
};

export type LeaderOutcome = Prediction['leader'];

/** Who leads after a fault, beside who led before. */
export const leaderWords: Readonly<Record<LeaderOutcome, string>> = {
  same: 'прежний узел',
  other: 'другой узел',
  nobody: 'никто',
};

/** Who led after the fault, in the words of a prediction. */
export function leaderOutcome({ leaderBefore, leaderAfter }: FaultRecord): LeaderOutcome {
  if (leaderAfter === null) return 'nobody';
  return leaderAfter === leaderBefore ? 'same' : 'other';
}

/** How long an outage has lasted, in milliseconds; null while it lasts. */
export function outageLength(outage: Outage | null): number | null {
  return outage === null || outage.firstAckAfter === null ? null : outage.firstAckAfter - outage.lastAckBefore;
}

/** The predicted or expected end that no clock gives. */
export const untilUndone = 'пока не верну';

/** A prediction's outage: «8 с» or «пока не верну». */
export function predictedText(seconds: number | null): string {
  return seconds === null ? untilUndone : `${seconds} с`;
}

/** A measured outage: «8,6 с», «идёт», «не было»; a fault that no probe looked at is no failure. */
export function outageText(record: Pick<FaultRecord, 'outage' | 'probe'>): string {
  if (record.probe === null) return 'зонд не писал';
  const length = outageLength(record.outage);
  if (length !== null) return lengthText(length);
  return record.outage === null ? 'не было' : 'идёт';
}

/** Which settings a fault was measured with. */
export function conditionsText({ timings }: FaultRecord): string {
  const { synchronousMode, ttl, inter } = timings;
  const sync = synchronousMode === null ? 'режим неизвестен' : synchronousMode ? 'синхронно' : 'асинхронно';
  const seconds = (name: string, time: number | null) =>
    time === null ? [] : [`${name}\u00A0${numberText(time / 1_000)}\u00A0с`];
  return [sync, ...seconds('ttl', ttl), ...seconds('inter', inter)].join(', ');
}

/** A number with a decimal comma. */
export function numberText(value: number): string {
  return String(value).replace('.', ',');
}
