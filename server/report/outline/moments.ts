const day = new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long', year: 'numeric' });
const clock = new Intl.DateTimeFormat('ru', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const zone = new Intl.DateTimeFormat('en', { timeZoneName: 'longOffset' });

/** The time of day by the clock of the machine that makes the report: «18:03:12». */
export function clockText(at: number): string {
  return clock.format(at);
}

/** The day and the time: «28 ноября 2026 г., 18:03:12». */
export function momentText(at: number): string {
  return `${day.format(at)}, ${clock.format(at)}`;
}

/** By which clock times are told: «UTC+3», «UTC». */
export function zoneText(at: number): string {
  const offset = zone.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  if (/^GMT(?:[+-]00:00)?$/.test(offset)) return 'UTC';
  return offset
    .replace('GMT', 'UTC')
    .replace(/([+-])0/, '$1')
    .replace(':00', '');
}

/** A place in a recording, in minutes and seconds: «1:27». */
export function positionText(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
