/** A running time, whole seconds: «0 с», «59 с», «3 мин 05 с». */
export function elapsedText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  if (seconds < 60) return `${seconds} с`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} мин ${String(seconds % 60).padStart(2, '0')} с`;
  return `${Math.floor(minutes / 60)} ч ${String(minutes % 60).padStart(2, '0')} мин`;
}

/** How long something took: «0,4 с», «12,3 с», «3 мин 05 с». */
export function durationText(milliseconds: number): string {
  if (milliseconds >= 60_000) return elapsedText(milliseconds);
  const tenths = Math.max(0.1, Math.round(milliseconds / 100) / 10);
  return `${tenths.toFixed(1).replace('.', ',')} с`;
}

/** When something happened: «14:03», and with its day when that is not today's: «28 ноября, 14:03». */
export function whenText(at: number, now: number): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat('ru', {
    ...(sameDay ? {} : { day: 'numeric', month: 'long' }),
    hour: '2-digit',
    minute: '2-digit',
  })
    .format(at)
    .replace(' в ', ', ');
}
