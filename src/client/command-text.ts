import { type PlaceholderValues, neutralNames, placeholdersIn, unknownNames } from '#protocol/placeholder.ts';

/** A command's text with the names that are known, and neutral words for the others. */
export function neutralText(text: string, values: PlaceholderValues = unknownNames): string {
  return placeholdersIn(text).reduce(
    (filled, name) => filled.replaceAll(`{${name}}`, values[name] ?? neutralNames[name]),
    text,
  );
}

/** One line that tells a command from others: its first, cut at 60 characters. */
export function shortCommand(text: string): string {
  const [line = '', ...more] = text.trim().split('\n');
  const cut = line.length > 60 ? line.slice(0, 59).trimEnd() : line;
  return more.length > 0 || cut !== line ? `${cut} …` : line;
}
