import type { Interval, PhaseName } from '../fault.ts';
import { durationText, elapsedText } from './elapsed.ts';

/** The parts of an outage: a name, and what ends the part. */
export const phaseWords: Readonly<Record<PhaseName, { readonly name: string; readonly end: string }>> = {
  detect: { name: 'Обнаружение', end: 'ключ лидера освободился' },
  elect: { name: 'Выборы', end: 'ключ взял новый лидер' },
  route: { name: 'Маршрут', end: 'HAProxy увидел нового лидера' },
  answer: { name: 'Первый ответ', end: 'зонд получил подтверждение' },
  heal: { name: 'До отмены', end: 'авария отменена' },
};

const number = new Intl.NumberFormat('ru', { maximumFractionDigits: 1 });

/** A time in seconds: «0,3 с», «28,9 с»; from two minutes on in minutes. */
export function lengthText(milliseconds: number): string {
  return milliseconds < 120_000 ? durationText(milliseconds) : elapsedText(milliseconds);
}

/** From when to when: «26–32 с», «до 3 с»; «до отмены аварии» where only the undo ends it. */
export function intervalText(interval: Interval): string {
  if (interval === null) return 'до отмены аварии';
  const [min, max] = [interval.min / 1_000, interval.max / 1_000].map((seconds) => number.format(seconds));
  return interval.min === 0 ? `до ${max} с` : interval.min === interval.max ? `${max} с` : `${min}–${max} с`;
}
