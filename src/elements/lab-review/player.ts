import { part } from '../../client/part.ts';
import type { ReplayPart } from '../../client/replay/stretch.ts';
import { visibleLine } from '../../client/review/visible-text.ts';
import { fetchReplay } from '../replay-place.ts';

/** The dialog in which recordings are replayed. */
export type Player = { play(recording: string, terminal: string, what: ReplayPart): void };

/** Brings the dialog to life; a replay in it has no way to anything but its own screen. Its code comes with the first one. */
export function openPlayer(root: HTMLElement): Player {
  const dialog = part(root, 'player', HTMLDialogElement);
  dialog.addEventListener('replay-closed', () => dialog.close());
  dialog.addEventListener('close', () => dialog.replaceChildren());
  // A click beside the dialog closes it.
  dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());
  async function open(recording: string, terminal: string, what: ReplayPart): Promise<void> {
    dialog.showModal();
    try {
      await fetchReplay();
    } catch (error) {
      console.info('The player did not come', error);
      dialog.textContent = 'Запись не открылась: проигрыватель не загрузился. Обновите страницу.';
      return;
    }
    if (!dialog.open) return;
    const replay = document.createElement('lab-replay');
    dialog.replaceChildren(replay);
    replay.show({
      title: `Терминал «${visibleLine(terminal, 60)}»`,
      part: what,
      load: () => Promise.resolve(recording),
    });
    replay.focus();
  }

  return {
    play: (recording, terminal, what) =>
      void open(recording, terminal, what).catch((error: unknown) => reportError(error)),
  };
}
