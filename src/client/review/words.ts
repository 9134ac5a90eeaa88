import type { Integrity } from '#bundle/bundle.ts';

/** Whether a report is as it was exported, in a word. */
export const integrityWords: Readonly<Record<Integrity['state'], string>> = {
  intact: 'цела',
  changed: 'изменена',
  incomplete: 'неполна',
  unsigned: 'без подписи',
};

const moment = new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' });
const clock = new Intl.DateTimeFormat('ru', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** «23 ноября, 14:05»; a report may name any number for a time. */
export function momentText(at: number): string {
  return formatted(moment, at);
}

/** «14:05:09». */
export function clockText(at: number): string {
  return formatted(clock, at);
}

function formatted(format: Intl.DateTimeFormat, at: number): string {
  return Number.isNaN(new Date(at).getTime()) ? 'время неизвестно' : format.format(at);
}

/** A time at work: «45 мин», «2 ч 05 мин». */
export function workText(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 60) return `${minutes} мин`;
  return `${Math.floor(minutes / 60)} ч ${String(minutes % 60).padStart(2, '0')} мин`;
}

/** A second of a recording: «0:42», «1:02:05». */
export function playText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3_600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours === 0 ? `${minutes}:${two(whole % 60)}` : `${hours}:${two(minutes)}:${two(whole % 60)}`;
}

/** Points with a decimal comma. */
export function pointsText(points: number): string {
  return String(points).replace('.', ',');
}
