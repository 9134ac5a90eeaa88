/** Whole seconds: «12 с». */
export function seconds(milliseconds: number): string {
  return `${Math.max(0, Math.round(milliseconds / 1_000))}\u00A0с`;
}

/** When something is to be expected, both in milliseconds from now: «через 5–12 с», «вот-вот, не позже чем через 4 с». */
export function within(min: number, max: number): string {
  if (max <= 0) return 'вот-вот';
  const [from, to] = [Math.round(min / 1_000), Math.round(max / 1_000)];
  if (from <= 0) return to <= 1 ? 'вот-вот' : `вот-вот, не позже чем через ${to}\u00A0с`;
  return from === to ? `примерно через ${to}\u00A0с` : `через ${from}–${to}\u00A0с`;
}

/** Names in a row: «alpha», «alpha и beta», «alpha, beta и gamma». */
export function together(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} и ${last}`;
}
