import { toPicture } from '#protocol/picture.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';
import type { RecordedPage } from '../client/reading/recorded-page.ts';
import { speeds } from '../client/reading/replay-clock.ts';
import { rememberNumber } from '../client/remember.ts';

const speedChoice = rememberNumber('lab-playback-speed', 1, 1, Math.max(...speeds));
const clock = new Intl.DateTimeFormat('ru', {
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** `<lab-playback>` plays the recorded step: the scheme, the witnesses and the strip show its moments one after another. */
class LabPlayback extends HTMLElement {
  #leaving = new AbortController();
  #recorded: RecordedPage | null = null;

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const page = labPageOf(this);
    const speed = part(this, 'speed', HTMLSelectElement);
    part(this, 'play', HTMLButtonElement).addEventListener('click', () => void this.#toggle(), { signal });
    part(this, 'end', HTMLButtonElement).addEventListener('click', () => this.#goToEnd(), { signal });
    speed.addEventListener('change', () => this.#setSpeed(Number(speed.value)), { signal });
    page.addEventListener('replay-moved', (event) => this.#followReplay(event), { signal });
    signal.addEventListener(
      'abort',
      page.run.subscribe(() => this.#take(page.recorded, signal)),
    );
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  #take(recorded: RecordedPage | null, signal: AbortSignal): void {
    if (recorded === null || recorded === this.#recorded) return;
    this.#recorded = recorded;
    const { from, until } = recorded.step;
    const speed = part(this, 'speed', HTMLSelectElement);
    speed.value = String(speedChoice.read());
    if (speed.value === '') speed.value = '1';
    recorded.clock.setSpeed(Number(speed.value));
    const shown = toPicture(recorded.step.witnesses).nodes.length > 0;
    // A step without commands is a moment, one without containers an empty sheet: there is nothing to play.
    this.hidden = until <= from || !shown;
    signal.addEventListener(
      'abort',
      recorded.clock.subscribe(() => this.#show(recorded)),
    );
  }

  #show({ clock: { at, playing }, step }: RecordedPage): void {
    this.toggleAttribute('data-playing', playing);
    setText(part(this, 'play-label', HTMLElement), playing ? 'Остановить' : 'Проиграть шаг');
    part(this, 'end', HTMLButtonElement).disabled = at === step.until;
    setText(part(this, 'moment', HTMLElement), `Запись: ${clock.format(at)}`);
  }

  async #toggle(): Promise<void> {
    const recorded = this.#recorded;
    if (recorded === null) return;
    const { clock, step } = recorded;
    if (clock.playing) return clock.pause();
    try {
      await recorded.journal();
    } catch (error) {
      console.info('The recorded journal did not come', error);
      part(this, 'moment', HTMLElement).textContent = 'Запись не загрузилась. Попробуйте ещё раз.';
      return;
    }
    if (clock.at < step.from || clock.at >= step.until) clock.seek(step.from);
    clock.play(step.until);
  }

  /** A command that is replayed in the text takes the scheme and the strip with it. */
  #followReplay(event: Event): void {
    const recorded = this.#recorded;
    if (recorded === null || !(event instanceof CustomEvent) || typeof event.detail !== 'number') return;
    recorded.clock.pause();
    recorded.clock.seek(event.detail);
    void recorded.journal().catch((error: unknown) => console.info('The recorded journal did not come', error));
  }

  #goToEnd(): void {
    this.#recorded?.clock.pause();
    this.#recorded?.clock.seek(this.#recorded.step.until);
  }

  #setSpeed(speed: number): void {
    speedChoice.write(speed);
    this.#recorded?.clock.setSpeed(speed);
  }
}

/** A text that did not change is left alone: a screen reader would read it again. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

customElements.define('lab-playback', LabPlayback);
