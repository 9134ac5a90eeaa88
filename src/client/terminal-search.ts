import { part } from './part.ts';
import type { XtermView } from './xterm-view.ts';

/** The search bar of one terminal. */
export type TerminalSearch = { open(): void };

/** Makes the search bar in `owner` look through the terminal, from below upwards. */
export function attachTerminalSearch(owner: HTMLElement, view: XtermView): TerminalSearch {
  const bar = part(owner, 'search', HTMLFormElement);
  const input = part(owner, 'search-text', HTMLInputElement);
  const matches = part(owner, 'search-matches', HTMLOutputElement);
  const opener = part(owner, 'find', HTMLButtonElement);

  function options(): Parameters<XtermView['search']['findNext']>[1] {
    const style = getComputedStyle(owner);
    const colour = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
    return {
      incremental: true,
      decorations: {
        matchBackground: colour('--warn-wash', '#faf0d9'),
        matchOverviewRuler: colour('--warn', '#7d5200'),
        activeMatchBackground: colour('--terminal-selection', '#cfd9f5'),
        activeMatchBorder: colour('--accent', '#2a479c'),
        activeMatchColorOverviewRuler: colour('--accent', '#2a479c'),
      },
    };
  }

  function show(isOpen: boolean): void {
    bar.hidden = !isOpen;
    opener.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) {
      input.focus();
      input.select();
    } else {
      view.search.clearDecorations();
      view.terminal.focus();
    }
  }

  view.search.onDidChangeResults(({ resultIndex, resultCount }) => {
    const place = resultIndex === -1 ? `${resultCount}` : `${resultIndex + 1} из ${resultCount}`;
    matches.textContent = resultCount === 0 ? 'нет' : place;
  });
  input.addEventListener('input', () => {
    if (input.value !== '') {
      view.search.findPrevious(input.value, options());
      return;
    }
    view.search.clearDecorations();
    matches.textContent = '';
  });
  bar.addEventListener('submit', (event) => event.preventDefault());
  bar.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key === 'Escape') show(false);
    else if (event.key === 'Enter' && event.target === input) {
      event.preventDefault();
      step(event.shiftKey);
    }
  });
  const step = (down: boolean) =>
    down ? view.search.findNext(input.value, options()) : view.search.findPrevious(input.value, options());
  part(owner, 'search-up', HTMLButtonElement).addEventListener('click', () => step(false));
  part(owner, 'search-down', HTMLButtonElement).addEventListener('click', () => step(true));
  part(owner, 'search-close', HTMLButtonElement).addEventListener('click', () => show(false));
  opener.addEventListener('click', () => show(bar.hidden !== false));
  return { open: () => show(true) };
}
