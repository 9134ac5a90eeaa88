import type { CommandRecord } from '#protocol/command.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';
import { sourceInReference } from '../client/reading/replay-source.ts';
import { recordedRun, sourceOfRun } from '../client/recorded-run.ts';
import type { ReplaySource } from '../client/replay/source.ts';
import { fetchReplay } from './replay-place.ts';

/** The place under a command or a figure where its last run is replayed. */
export type ReplaySlot = {
  /** Shows what there is of the command's newest run. */
  follow(run: CommandRecord | null, title: string): void;
};

/**
 * Takes the parts `replay` (the button), `replay-told` and `replay-place` of `host` in hand.
 * The player is fetched when a replay is opened for the first time.
 */
export function createReplaySlot(host: HTMLElement, signal: AbortSignal): ReplaySlot {
  const button = part(host, 'replay', HTMLButtonElement);
  const told = part(host, 'replay-told', HTMLElement);
  const place = part(host, 'replay-place', HTMLElement);
  let source: { readonly id: string; readonly replay: ReplaySource } | null = null;
  /** The run whose replay is open. */
  let open: string | null = null;

  function close(): void {
    open = null;
    place.replaceChildren();
    place.hidden = true;
    label(false);
  }

  function label(isOpen: boolean): void {
    button.setAttribute('aria-expanded', String(isOpen));
    button.textContent = isOpen ? 'Скрыть запись' : 'Показать запись';
  }

  async function toggle(): Promise<void> {
    if (source === null) return;
    if (open !== null) return close();
    const { id, replay } = source;
    open = id;
    label(true);
    place.hidden = false;
    try {
      await fetchReplay();
    } catch (error) {
      console.info('The player did not come', error);
      close();
      told.textContent = 'Запись не открылась: сервер лаборатории не отвечает. Попробуйте ещё раз.';
      return;
    }
    if (signal.aborted || open !== id) return;
    told.textContent = '';
    const element = document.createElement('lab-replay');
    element.addEventListener('replay-closed', () => {
      close();
      button.focus();
    });
    place.replaceChildren(element);
    element.show(replay);
    element.focus();
  }

  /** What is written beside the button; a failure stays until the next try. */
  let state = '';

  /** @param id of the run whose replay it is */
  function offer(id: string | null, replay: ReplaySource | null): void {
    button.hidden = replay === null;
    if (id === null || replay === null) source = null;
    else if (source?.id !== id) source = { id, replay };
    // A command that was run again is not the one that is shown.
    if (open !== null && open !== source?.id) close();
  }

  button.addEventListener('click', () => void toggle(), { signal });
  signal.addEventListener('abort', close);

  return {
    follow: (run, title) => {
      const page = labPageOf(host);
      if (page.recorded !== null) return offer(run?.id ?? null, run && sourceInReference(page.recorded, run, title));
      const recorded = recordedRun(run);
      const text = recorded.kind === 'told' ? recorded.text : '';
      if (state !== text) told.textContent = text;
      state = text;
      if (recorded.kind !== 'ready' || run === null) offer(null, null);
      else offer(run.id, sourceOfRun(page.run.api, recorded, title));
    },
  };
}
