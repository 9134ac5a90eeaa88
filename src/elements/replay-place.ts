import type { ReplaySource } from '../client/replay/source.ts';

/** A place that several buttons show their replays in, one at a time. */
export type ReplayPlace = {
  /** Opens the button's replay, or closes it when it is open. */
  toggle(button: HTMLButtonElement, source: ReplaySource): Promise<void>;
};

/** Takes an element of the page for replays; the player is fetched for the first one. */
export function createReplayPlace(place: HTMLElement): ReplayPlace {
  let opener: HTMLButtonElement | null = null;

  function close(): void {
    opener?.setAttribute('aria-expanded', 'false');
    opener = null;
    place.replaceChildren();
    place.hidden = true;
  }

  return {
    async toggle(button, source) {
      const before = opener;
      close();
      if (before === button) return;
      opener = button;
      button.setAttribute('aria-expanded', 'true');
      place.hidden = false;
      try {
        await fetchReplay();
      } catch (error) {
        console.info('The player did not come', error);
        if (opener !== button) return;
        close();
        place.hidden = false;
        place.textContent = 'Запись не открылась: сервер лаборатории не отвечает. Попробуйте ещё раз.';
        return;
      }
      if (opener !== button) return;
      const element = document.createElement('lab-replay');
      element.addEventListener('replay-closed', () => {
        close();
        button.focus();
      });
      place.replaceChildren(element);
      element.show(source);
      element.focus();
    },
  };
}

/** A network that changes under the browser cancels what it fetches: one more try. */
export async function fetchReplay(): Promise<void> {
  try {
    await import('./lab-replay.ts');
  } catch (error) {
    console.info('The player did not come at the first try', error);
    await import('./lab-replay.ts');
  }
}
