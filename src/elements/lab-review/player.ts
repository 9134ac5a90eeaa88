import { part } from '../../client/part.ts';
import { visibleLine } from '../../client/review/visible-text.ts';

/** The dialog in which recordings are replayed. */
export type Player = { play(recording: string, terminal: string, seconds: number): void };

/** Brings the dialog to life. */
export function openPlayer(root: HTMLElement): Player {
  const dialog = part(root, 'player', HTMLDialogElement);
  const screen = part(root, 'player-screen', HTMLElement);
  part(root, 'player-close', HTMLButtonElement).addEventListener('click', () => dialog.close());
  return {
    play(recording, terminal, seconds) {
      part(root, 'player-title', HTMLElement).textContent = visibleLine(terminal, 60);
      screen.textContent = `${recording.length} ${seconds}`;
      dialog.showModal();
    },
  };
}
