import { ParseError } from '#protocol/parse.ts';
import { ApiError } from '../client/api.ts';
import { loadFont } from '../client/load-font.ts';
import { part } from '../client/part.ts';
import { type Playback, createPlayback } from '../client/replay/playback.ts';
import { type Cast, readCast } from '../client/replay/read-cast.ts';
import type { ReplaySource } from '../client/replay/source.ts';
import { type Stretch, bytesCutWithin, stretchOf } from '../client/replay/stretch.ts';
import { screenColours } from '../client/replay/colours.ts';
import { clockText, cutText } from '../client/replay/words.ts';
import { rememberFlag, rememberNumber } from '../client/remember.ts';
import { onThemeChange } from '../client/terminal-theme.ts';

const speedChoice = rememberNumber('lab-replay-speed', 1, 1, 5);
const pausesChoice = rememberFlag('lab-replay-short-pauses', true);

/**
 * `<lab-replay>`: plays a stretch of a recording. It is told what by `show`; it tells `replay-closed` when it is closed,
 * and `replay-moved` with the moment of the record that its screen shows, in milliseconds since the epoch.
 * It has no way to anything but its own screen: nothing that a recording holds is run, typed, opened or followed.
 */
export class LabReplay extends HTMLElement {
  #leaving = new AbortController();
  #shown = new AbortController();
  #source: ReplaySource | null = null;
  #playback: Playback | null = null;
  #cast: Cast | null = null;
  #stretch: Stretch = { from: 0, to: 0, begin: 0, end: 0 };
  #frame = 0;
  /** The moment that was told last. */
  #told = 0;

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.#build();
    this.tabIndex = -1;
    this.setAttribute('role', 'region');
    const on = (name: string, act: () => void) =>
      part(this, name, HTMLButtonElement).addEventListener('click', act, { signal });
    on('player-close', () => this.close());
    on('player-retry', () => this.#source && this.show(this.#source));
    on('player-play', () => this.#toggle());
    on('player-text', () => void this.#showText());
    const seek = part(this, 'player-seek', HTMLInputElement);
    seek.addEventListener('input', () => this.#playback?.seekShare(Number(seek.value) / Number(seek.max)), { signal });
    const speed = part(this, 'player-speed', HTMLSelectElement);
    speed.value = String(speedChoice.read());
    if (speed.value === '') speed.value = '1';
    const pauses = part(this, 'player-pauses', HTMLInputElement);
    pauses.checked = pausesChoice.read();
    for (const choice of [speed, pauses]) {
      choice.addEventListener('change', () => this.#setPace(Number(speed.value), pauses.checked), { signal });
    }
    this.addEventListener('keydown', (event) => this.#key(event), { signal, capture: true });
    signal.addEventListener(
      'abort',
      onThemeChange(() => this.#recolour()),
    );
    if (this.#source !== null) this.show(this.#source);
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
    this.#end();
  }

  /** Loads a recording and plays it, unless the reader wants no motion: then it waits for «Проиграть». */
  show(source: ReplaySource): void {
    this.#source = source;
    if (!this.isConnected) return;
    this.#end();
    this.#shown = new AbortController();
    this.setAttribute('aria-label', `Запись: ${source.title}`);
    part(this, 'player-title', HTMLElement).textContent = source.title;
    this.#say('Запись загружается…');
    void this.#load(source, this.#shown.signal);
  }

  /** Goes to a second of the recording. */
  seek(second: number): void {
    this.#playback?.seek(second);
  }

  /** Ends the replay and tells so; its owner takes the element away. */
  close(): void {
    this.#end();
    this.dispatchEvent(new CustomEvent('replay-closed', { bubbles: true }));
  }

  #build(): void {
    if (this.childElementCount > 0) return;
    const template = document.querySelector('template[data-template="replay"]');
    if (!(template instanceof HTMLTemplateElement)) throw new Error('the page has no template of <lab-replay>');
    this.append(template.content.cloneNode(true));
  }

  async #load(source: ReplaySource, signal: AbortSignal): Promise<void> {
    try {
      const fontFamily = getComputedStyle(this).getPropertyValue('--font-mono');
      const [text] = await Promise.all([source.load(signal), loadFont(fontFamily)]);
      if (signal.aborted) return;
      if (text === null) return this.#say('Записи этого терминала нет.');
      const cast = readCast(text);
      const stretch = stretchOf(cast, source.part);
      if (stretch === null) {
        return this.#say(
          'Этого места в записи нет: вывода в терминале было слишком много, и старое в запись не вошло.',
        );
      }
      this.#play(cast, stretch, fontFamily);
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  #play(cast: Cast, { at, ...stretch }: Stretch & { readonly at: number }, fontFamily: string): void {
    this.#say('');
    this.#cast = cast;
    this.#stretch = stretch;
    part(this, 'player-stage', HTMLElement).hidden = false;
    const cut = bytesCutWithin(cast, stretch);
    const note = part(this, 'player-note', HTMLElement);
    note.hidden = cut === 0;
    note.textContent = cut === 0 ? '' : cutText(cut);
    const place = part(this, 'player-screen', HTMLElement);
    this.#colour(place);
    this.#playback = createPlayback({
      place,
      cast,
      stretch,
      at,
      pace: { speed: speedChoice.read(), cutsPauses: pausesChoice.read() },
      fontFamily,
      changed: () => this.#follow(),
      failed: (error) => this.#fail(error),
    });
    this.#follow();
    if (!matchMedia('(prefers-reduced-motion: reduce)').matches) this.#playback.play();
  }

  #toggle(): void {
    const playback = this.#playback;
    if (playback === null) return;
    if (playback.state === 'playing') playback.pause();
    else playback.play();
  }

  #setPace(speed: number, cutsPauses: boolean): void {
    speedChoice.write(speed);
    pausesChoice.write(cutsPauses);
    this.#playback?.setPace({ speed, cutsPauses });
  }

  #follow(): void {
    cancelAnimationFrame(this.#frame);
    const playback = this.#playback;
    if (playback === null) return;
    this.#draw(playback);
    if (playback.state === 'playing') this.#frame = requestAnimationFrame(() => this.#follow());
  }

  #draw(playback: Playback): void {
    const { state, at, share } = playback;
    const { from, to } = this.#stretch;
    if (this.dataset.state !== state) {
      this.dataset.state = state;
      const name = state === 'playing' ? 'Остановить' : state === 'ended' ? 'Проиграть сначала' : 'Проиграть';
      part(this, 'player-play', HTMLButtonElement).setAttribute('aria-label', name);
    }
    const seek = part(this, 'player-seek', HTMLInputElement);
    seek.value = String(Math.round(share * Number(seek.max)));
    const place = `${clockText(at - from)} из ${clockText(to - from)}`;
    seek.setAttribute('aria-valuetext', place);
    const moment = (this.#cast?.header.startedAt ?? 0) + at * 1_000;
    const when = moment > 86_400_000 ? ` · ${timeOfDay.format(moment)}` : '';
    part(this, 'player-time', HTMLElement).textContent = `${place}${when}`;
    if (moment > 86_400_000 && moment !== this.#told) {
      this.#told = moment;
      this.dispatchEvent(new CustomEvent<number>('replay-moved', { bubbles: true, detail: moment }));
    }
  }

  async #showText(): Promise<void> {
    const button = part(this, 'player-text', HTMLButtonElement);
    const text = part(this, 'player-transcript', HTMLElement);
    const opens = text.hidden;
    text.hidden = !opens;
    button.setAttribute('aria-expanded', String(opens));
    const cast = this.#cast;
    if (!opens || cast === null || text.textContent !== '') return;
    const { castText } = await import('../client/replay/cast-text.ts');
    const printed = await castText(cast, this.#stretch);
    if (this.#cast === cast) text.textContent = printed === '' ? '(на экране ничего не появилось)' : printed;
  }

  /** Keys work wherever the focus is within; a button, a list and a box keep those that are theirs. */
  #key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const { target } = event;
    if (target instanceof HTMLSelectElement && event.key !== 'Escape') return;
    if (event.key === ' ' && (target instanceof HTMLButtonElement || isBox(target))) return;
    const act = this.#deedOf(event.key, Math.min(5, Math.max(0.5, (this.#stretch.to - this.#stretch.from) / 10)));
    // The player's own keys (a help in English, the whole screen) must not hear of any other.
    if (act === null) {
      if (event.key.length === 1) event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  #deedOf(key: string, step: number): (() => void) | null {
    switch (key) {
      case ' ':
        return () => this.#toggle();
      case 'ArrowLeft':
        return () => this.#playback?.skip(-step);
      case 'ArrowRight':
        return () => this.#playback?.skip(step);
      case 'Home':
        return () => this.#playback?.seekShare(0);
      case 'End':
        return () => this.#playback?.seekShare(1);
      case 'Escape':
        return () => this.close();
      default:
        return null;
    }
  }

  #colour(place: HTMLElement): void {
    for (const [name, colour] of screenColours(getComputedStyle(document.documentElement))) {
      place.style.setProperty(name, colour);
    }
  }

  #recolour(): void {
    if (this.#playback === null) return;
    this.#colour(part(this, 'player-screen', HTMLElement));
    this.#playback.redraw();
  }

  #say(text: string, isFailure = false): void {
    part(this, 'player-state', HTMLElement).textContent = text;
    part(this, 'player-retry', HTMLButtonElement).hidden = !isFailure;
  }

  #fail(error: unknown): void {
    this.#end();
    console.info('A recording could not be played', error);
    this.#say(failureText(error), true);
  }

  #end(): void {
    this.#shown.abort();
    cancelAnimationFrame(this.#frame);
    this.#playback?.dispose();
    this.#playback = null;
    this.#cast = null;
    delete this.dataset.state;
    part(this, 'player-stage', HTMLElement).hidden = true;
    const text = part(this, 'player-transcript', HTMLElement);
    text.hidden = true;
    text.textContent = '';
    part(this, 'player-text', HTMLButtonElement).setAttribute('aria-expanded', 'false');
  }
}

const timeOfDay = new Intl.DateTimeFormat('ru', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

function isBox(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === 'checkbox';
}

function failureText(error: unknown): string {
  if (error instanceof ApiError) return `Запись не загрузилась. ${error.message} ${error.hint}`;
  if (error instanceof ParseError) return `Файл записи испорчен: ${error.message}.`;
  return 'Запись не удалось показать. Обновите страницу и попробуйте ещё раз.';
}

customElements.define('lab-replay', LabReplay);

declare global {
  interface HTMLElementTagNameMap {
    'lab-replay': LabReplay;
  }
}
