import type { ITheme } from '@xterm/xterm';

/** Inks of the light page; each has a contrast of at least 4.5 with its paper. */
const light: ITheme = {
  black: '#1c2233',
  red: '#a32b36',
  green: '#1b6a45',
  yellow: '#7d5200',
  blue: '#2a479c',
  magenta: '#7c3286',
  cyan: '#0b6478',
  white: '#5c6475',
  brightBlack: '#535b70',
  brightRed: '#b8323d',
  brightGreen: '#1f7a4d',
  brightYellow: '#8a5d00',
  brightBlue: '#3558bd',
  brightMagenta: '#8d3d98',
  brightCyan: '#0f7086',
  brightWhite: '#1c2233',
};

const dark: ITheme = {
  black: '#3a4254',
  red: '#f3979a',
  green: '#7acb9e',
  yellow: '#e3b65f',
  blue: '#9db2ff',
  magenta: '#d7a3e6',
  cyan: '#7cc9dc',
  white: '#cfd4e0',
  brightBlack: '#8a93a8',
  brightRed: '#ffb3b4',
  brightGreen: '#9be3ba',
  brightYellow: '#f5d08b',
  brightBlue: '#c3d0ff',
  brightMagenta: '#eac4f4',
  brightCyan: '#a6e2f0',
  brightWhite: '#f4f6fb',
};

/** The terminal's colours in the page's present theme: paper and ink from the style sheet, the sixteen from here. */
export function terminalTheme(page: CSSStyleDeclaration): ITheme {
  const colour = (name: string, otherwise: string) => page.getPropertyValue(name).trim() || otherwise;
  const isDark = page.colorScheme.includes('dark');
  const ink = colour('--terminal-ink', isDark ? '#e3e6ee' : '#1c2233');
  const paper = colour('--terminal-bg', isDark ? '#10131a' : '#fdfdfc');
  return {
    ...(isDark ? dark : light),
    foreground: ink,
    background: paper,
    cursor: colour('--accent', ink),
    cursorAccent: paper,
    selectionBackground: colour('--terminal-selection', isDark ? '#33416b' : '#cfd9f5'),
  };
}

/** Calls the listener when the page's theme changes; returns how to stop it. */
export function onThemeChange(listener: () => void): () => void {
  const media = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] });
  media.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    media.removeEventListener('change', listener);
  };
}
