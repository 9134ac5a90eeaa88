import type { CommandRecord } from '#protocol/command.ts';
import { neutralText, shortCommand } from '../client/command-text.ts';
import { figureOutput } from '#protocol/figure-output.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';
import { readCommand } from '../client/run-command.ts';
import type { RunSnapshot } from '../client/run-connection.ts';
import { type CommandOnPage, commandOf, newestRun } from '../client/step-command-on-page.ts';
import { type ReplaySlot, createReplaySlot } from './replay-slot.ts';

/** `<lab-figure>`: what its command printed when it was run last. */
class LabFigure extends HTMLElement {
  #leaving = new AbortController();
  #command: CommandOnPage = commandOf(this.dataset);
  /** The run whose output is shown or on its way. */
  #shown: string | null = null;
  #replay: ReplaySlot | null = null;

  connectedCallback(): void {
    this.#leaving = new AbortController();
    this.#command = commandOf(this.dataset);
    this.#replay = createReplaySlot(this, this.#leaving.signal);
    const stop = labPageOf(this).run.subscribe((snapshot) => this.#follow(snapshot));
    this.#leaving.signal.addEventListener('abort', stop);
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  #follow({ mode, state }: RunSnapshot): void {
    if (state === null) return;
    const run = newestRun(this.#command, state.commands, state.placeholders);
    const text = mode === 'reading' && run !== null ? run.text : neutralText(this.#command.text, state.placeholders);
    part(this, 'text', HTMLElement).textContent = shortCommand(text);
    this.#replay?.follow(run, shortCommand(run?.text ?? text));
    if (run === null) {
      this.#shown = null;
      return this.#empty();
    }
    const ended = run.state === 'ended' || run.state === 'lost';
    this.toggleAttribute('data-running', !ended);
    if (!ended || (mode !== 'live' && mode !== 'reading') || this.#shown === run.id) return;
    this.#shown = run.id;
    void this.#load(run);
  }

  async #load(run: CommandRecord): Promise<void> {
    try {
      const output = await this.#outputOf(run);
      if (this.#shown !== run.id) return;
      const text = figureOutput(output);
      const place = part(this, 'output', HTMLElement);
      place.textContent = text === '' ? '(команда ничего не напечатала)' : text;
      place.hidden = false;
      // What a long output came to stands at its end.
      place.scrollTop = place.scrollHeight;
      part(this, 'empty', HTMLElement).hidden = true;
      part(this, 'when', HTMLElement).textContent = run.endedAt === null ? '' : `записан ${timeText(run.endedAt)}`;
    } catch (error) {
      if (this.#leaving.signal.aborted) return;
      // The next change of the run's state asks again.
      if (this.#shown === run.id) this.#shown = null;
      console.info('The output of a command could not be read', error);
    }
  }

  async #outputOf({ id }: CommandRecord): Promise<string> {
    const { run, recorded } = labPageOf(this);
    if (recorded !== null) return recorded.step.commands.find(({ record }) => record.id === id)?.output ?? '';
    return (await readCommand(run.api, id, this.#leaving.signal)).output;
  }

  #empty(): void {
    part(this, 'output', HTMLElement).hidden = true;
    part(this, 'empty', HTMLElement).hidden = false;
    part(this, 'when', HTMLElement).textContent = '';
  }
}

function timeText(at: number): string {
  return new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' }).format(
    at,
  );
}

customElements.define('lab-figure', LabFigure);
