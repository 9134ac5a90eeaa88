import type { ITheme } from '@xterm/xterm';
import { darkTerminal, lightTerminal } from '#protocol/terminal-colours.ts';

/** The terminal's colours in the page's present theme: paper and ink from the style sheet, the sixteen from here. */
export function terminalTheme(page: CSSStyleDeclaration): ITheme {
  const colour = (name: string, otherwise: string) => page.getPropertyValue(name).trim() || otherwise;
  const isDark = page.colorScheme.includes('dark');
  const ink = colour('--terminal-ink', isDark ? '#e3e6ee' : '#1c2233');
  const paper = colour('--terminal-bg', isDark ? '#10131a' : '#fdfdfc');
  return {
    ...(isDark ? darkTerminal : lightTerminal),
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
