import { terminalTheme } from '../terminal-theme.ts';

/** The player's colour variables in the page's present theme, the same as the terminals have. */
export function screenColours(page: CSSStyleDeclaration): readonly (readonly [name: string, colour: string])[] {
  const theme = terminalTheme(page);
  const sixteen = [
    theme.black,
    theme.red,
    theme.green,
    theme.yellow,
    theme.blue,
    theme.magenta,
    theme.cyan,
    theme.white,
    theme.brightBlack,
    theme.brightRed,
    theme.brightGreen,
    theme.brightYellow,
    theme.brightBlue,
    theme.brightMagenta,
    theme.brightCyan,
    theme.brightWhite,
  ];
  return [
    ['--replay-ink', theme.foreground ?? ''],
    ['--replay-paper', theme.background ?? ''],
    ...sixteen.map((colour, index) => [`--replay-${index}`, colour ?? ''] as const),
  ];
}
