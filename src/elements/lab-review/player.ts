import { part } from '../../client/part.ts';
import type { ReplayPart } from '../../client/replay/stretch.ts';
import { visibleLine } from '../../client/review/visible-text.ts';
import { fetchReplay } from '../replay-place.ts';

/** The dialog in which recordings are replayed. */
export type Player = { play(recording: string, terminal: string, what: ReplayPart): void };

/** Brings the dialog to life; a replay in it has no way to anything but its own screen. */
export function openPlayer(root: HTMLElement): Player {
  const dialog = part(root, 'player', HTMLDialogElement);
  dialog.addEventListener('replay-closed', () => dialog.close());
  dialog.addEventListener('close', () => dialog.replaceChildren());
  // A click beside the dialog closes it.
  dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());
  async function open(recording: string, terminal: string, what: ReplayPart): Promise<void> {
    // The player is heavy, and many a report is read without it.
    await fetchReplay();
    const replay = document.createElement('lab-replay');
    dialog.replaceChildren(replay);
    dialog.showModal();
    replay.show({
      title: `Терминал «${visibleLine(terminal, 60)}»`,
      part: what,
      load: () => Promise.resolve(recording),
    });
    replay.focus();
  }

  return {
    play: (recording, terminal, what) => {
      open(recording, terminal, what).catch((error: unknown) => reportError(error));
    },
  };
}
