/** A place in a recording or its length: «0:03,4», «12:05,0», «1:02:03,5». */
export function clockText(seconds: number): string {
  const tenths = Math.floor(Math.max(0, seconds) * 10 + 1e-6);
  const whole = Math.floor(tenths / 10);
  const pad = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3_600);
  const minutes = Math.floor((whole % 3_600) / 60);
  const rest = `${pad(whole % 60)},${tenths % 10}`;
  return hours > 0 ? `${hours}:${pad(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** How much output a cut left out: «вырезано 3 КБ», «вырезано 12 МБ». */
export function cutText(bytes: number): string {
  const size =
    bytes < 1_048_576 ? `${Math.max(1, Math.round(bytes / 1024))} КБ` : `${Math.round(bytes / 1_048_576)} МБ`;
  return `Вывода было слишком много для записи: из середины вырезано ${size}, начало и конец целы.`;
}
