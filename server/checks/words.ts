/** The right form of a noun after a number: `plural(3, 'строка', 'строки', 'строк')`. */
export function plural(count: number, one: string, few: string, many: string): string {
  const tens = count % 100;
  const units = count % 10;
  if (units === 1 && tens !== 11) return one;
  if (units >= 2 && units <= 4 && (tens < 12 || tens > 14)) return few;
  return many;
}

/** Names in a row: «a», «a и b», «a, b и c». */
export function list(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} и ${names.at(-1) ?? ''}`;
}

/** Whether a witness was asked in vain for too long: then nothing is known, and nobody made a mistake. */
export function isLate(problem: string | null): boolean {
  return problem !== null && /нет ответа за \d+ мс/.test(problem);
}

/** Milliseconds as seconds in Russian: «8,4 с»; below a second with two digits. */
export function seconds(milliseconds: number): string {
  const digits = milliseconds < 1_000 ? 2 : 1;
  const rounded = Number((milliseconds / 1_000).toFixed(digits));
  return `${String(rounded).replace('.', ',')} с`;
}
