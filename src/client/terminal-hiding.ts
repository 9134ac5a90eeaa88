import type { Api } from './api.ts';
import { hideText } from './hide-text.ts';
import { part } from './part.ts';
import type { XtermView } from './xterm-view.ts';

/** Lets a reader take what is selected in a terminal out of the recordings; `say` tells what came of it. */
export function attachTerminalHiding(owner: HTMLElement, view: XtermView, api: Api, say: (text: string) => void): void {
  const button = part(owner, 'hide', HTMLButtonElement);
  view.terminal.onSelectionChange(() => {
    button.hidden = view.terminal.getSelection().trim() === '';
  });
  button.addEventListener('click', () => void hide());

  async function hide(): Promise<void> {
    const hidden = await hideText(owner, api, view.terminal.getSelection().trim());
    if (hidden !== null) say(hidden.text);
    view.terminal.focus();
  }
}
