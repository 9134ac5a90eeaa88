import type { TerminalActivity } from '#protocol/terminal.ts';
import { ask } from '../client/ask.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { openLink, openableLink } from '../client/link.ts';
import { loadFont } from '../client/load-font.ts';
import { part } from '../client/part.ts';
import { createPassingWord } from '../client/passing-word.ts';
import { pointAt } from '../client/point-at.ts';
import { rememberFlag, rememberNumber } from '../client/remember.ts';
import type { Mode } from '../client/run-connection.ts';
import { type TerminalConnection, type TerminalLink, connectToTerminal } from '../client/terminal-connection.ts';
import { attachTerminalHiding } from '../client/terminal-hiding.ts';
import { attachTerminalInput } from '../client/terminal-input.ts';
import { platformOf } from '../client/terminal-keys.ts';
import { attachTerminalSearch } from '../client/terminal-search.ts';
import { tabName } from '../client/tab-name.ts';
import { onThemeChange, terminalTheme } from '../client/terminal-theme.ts';
import { cleanTitle } from '../client/terminal-title.ts';
import { type TerminalNotice, isWatching, terminalNotice, terminalStatus } from '../client/terminal-status.ts';
import type { XtermView } from '../client/xterm-view.ts';

/** `<lab-terminal data-name="…">`: a terminal of the run; xterm is fetched when it comes into view. */
export class LabTerminal extends HTMLElement {
  readonly #fontSize = rememberNumber('lab-terminal-font-size', 13, 9, 24);
  readonly #screenReader = rememberFlag('lab-terminal-screen-reader', false);
  #leaving = new AbortController();
  #view: XtermView | null = null;
  #connection: TerminalConnection | null = null;
  #opening = false;
  #mode: Mode = 'connecting';
  #link: TerminalLink | 'none' = 'none';
  #problem: string | null = null;
  #activity: TerminalActivity | null = null;
  /** Whether it types here or watches another tab. */
  #drives = true;
  /** It was asked for while nothing was attached. */
  #wantsToDrive = false;
  /** Stands in the frame for a while, instead of the status. */
  readonly #word = createPassingWord(() => this.#show());

  /** The terminal's name in the run. */
  get name(): string {
    return this.dataset.name ?? '';
  }

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const page = labPageOf(this);
    const stop = page.run.subscribe(({ mode }) => {
      if (mode === 'live' && this.#mode === 'lost') this.#connection?.hurry();
      this.#mode = mode;
      this.#connectOrNot();
      this.#show();
    });
    const seen = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) this.#seen = true;
      this.#connectOrNot();
    });
    seen.observe(this);
    const stopTheme = onThemeChange(() => {
      if (this.#view) this.#view.terminal.options.theme = terminalTheme(getComputedStyle(this));
    });
    const stopDriving = page.terminals.onDrive((name) => {
      if (name !== this.name) return;
      if (this.#link !== 'attached') this.#wantsToDrive = true;
      else if (!this.#drives) this.#connection?.drive();
    });
    part(this, 'drive', HTMLButtonElement).addEventListener(
      'click',
      () => {
        this.#connection?.drive();
        this.focus();
      },
      { signal },
    );
    signal.addEventListener('abort', () => {
      stop();
      stopDriving();
      stopTheme();
      seen.disconnect();
    });
    part(this, 'smaller', HTMLButtonElement).addEventListener('click', () => this.#resizeFont(-1), { signal });
    part(this, 'larger', HTMLButtonElement).addEventListener('click', () => this.#resizeFont(1), { signal });
    const reader = part(this, 'reader', HTMLButtonElement);
    reader.setAttribute('aria-pressed', String(this.#screenReader.read()));
    reader.addEventListener('click', () => this.#switchReader(reader), { signal });
    part(this, 'notice-action', HTMLButtonElement).addEventListener('click', () => this.#restart(), { signal });
    // All terminals of the page have one size of letters and one screen-reader mode.
    document.addEventListener('lab-terminal-settings', () => this.#applySettings(), { signal });
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
    this.#word.stop();
    this.#disconnect();
    this.#view?.dispose();
    this.#view = null;
  }

  /** Moves the focus to where the student types. */
  override focus(): void {
    if (this.#view) this.#view.terminal.focus();
    else part(this, 'find', HTMLButtonElement).focus();
  }

  /** All text of the terminal, with what has scrolled away. */
  get text(): string {
    return this.#view?.text() ?? '';
  }

  #seen = false;

  #connectOrNot(): void {
    if (this.#mode === 'refused' || this.#mode === 'reading') this.#disconnect();
    if (this.#mode !== 'live' || !this.#seen || this.#opening || this.#connection) return;
    this.#opening = true;
    this.#open()
      .catch((error: unknown) => {
        this.#problem = 'Терминал не удалось загрузить. Обновите страницу.';
        reportError(error);
      })
      .finally(() => {
        this.#opening = false;
        this.#show();
      });
  }

  async #open(): Promise<void> {
    const { signal } = this.#leaving;
    this.#view ??= await this.#draw();
    const tab = await tabName();
    if (signal.aborted || this.#mode === 'refused' || this.#mode === 'reading') return;
    const page = labPageOf(this);
    const url = new URL(`/api/terminals/${encodeURIComponent(this.name)}`, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    this.#connection = connectToTerminal({
      url: url.href,
      token: () => page.tokens.read(),
      tab,
      screen: this.#view,
      onLink: (link, problem) => {
        this.#link = link;
        this.#problem = problem;
        if (link !== 'attached') this.#setActivity(null);
        this.#show();
      },
      onActivity: (activity) => this.#setActivity(activity),
      // The screen came in the size of the tab that was looked at last: now it is this one.
      onReplayed: () => {
        if (document.visibilityState === 'visible') this.#view?.fitNow();
      },
      onDriving: (drives) => {
        this.#drives = drives;
        this.#view?.watch(!drives);
        if (!drives && this.#wantsToDrive) this.#connection?.drive();
        this.#wantsToDrive = false;
        this.#show();
      },
    });
  }

  async #draw(): Promise<XtermView> {
    const style = getComputedStyle(this);
    const fontFamily = style.getPropertyValue('--font-mono').trim() || 'monospace';
    const [{ openXterm }] = await Promise.all([fetchXterm(), loadFont(fontFamily, ['400', '700'])]);
    const host = part(this, 'screen', HTMLElement);
    const input = attachTerminalInput(host, () => view, platformOf(navigator.userAgent), {
      onSearch: () => search.open(),
      onLeave: () => part(this, 'find', HTMLButtonElement).focus(),
      onProblem: (text) => this.#word.say(text),
      onRefusedKey: () => pointAt(part(this, 'watching', HTMLElement)),
    });
    const view = openXterm(
      host,
      {
        theme: terminalTheme(style),
        fontFamily,
        fontSize: this.#fontSize.read(),
        screenReader: this.#screenReader.read(),
        label: `Терминал «${this.dataset.title ?? this.name}»: ввод`,
      },
      {
        onType: (text) => this.#connection?.type(text),
        onTypeBinary: (text) => this.#connection?.typeBinary(text),
        onFit: (columns, rows) => this.#connection?.resize(columns, rows),
        onTitle: (title) => {
          part(this, 'program', HTMLElement).textContent = cleanTitle(title);
        },
        onKey: (event) => input.handleKey(event),
        onLink: (address, plain) => void this.#followLink(address, plain),
      },
    );
    const search = attachTerminalSearch(this, view);
    attachTerminalHiding(this, view, labPageOf(this).run.api, (text) => this.#word.say(text));
    return view;
  }

  #disconnect(): void {
    this.#connection?.dispose();
    this.#connection = null;
    this.#link = 'none';
    this.#setActivity(null);
  }

  #setActivity(activity: TerminalActivity | null): void {
    this.#activity = activity;
    labPageOf(this).terminals.report(this.name, activity);
    this.#show();
  }

  #restart(): void {
    this.#connection?.restart();
    this.focus();
  }

  async #followLink(address: string, plain: boolean): Promise<void> {
    const url = openableLink(address);
    if (url === null) return this.#word.say('Открываются только ссылки http и https.');
    const agreed =
      plain ||
      (await ask(this, {
        title: 'Открыть ссылку?',
        text: 'Программа в терминале спрятала адрес за текстом. На самом деле он ведёт сюда:',
        quoted: url.href,
        confirm: 'Открыть',
      }));
    if (agreed) openLink(url);
  }

  #resizeFont(by: number): void {
    this.#fontSize.write(Math.min(24, Math.max(9, this.#fontSize.read() + by)));
    document.dispatchEvent(new Event('lab-terminal-settings'));
  }

  #switchReader(button: HTMLButtonElement): void {
    this.#screenReader.write(!this.#screenReader.read());
    button.setAttribute('aria-pressed', String(this.#screenReader.read()));
    document.dispatchEvent(new Event('lab-terminal-settings'));
  }

  #applySettings(): void {
    if (!this.#view) return;
    this.#view.terminal.options.fontSize = this.#fontSize.read();
    this.#view.terminal.options.screenReaderMode = this.#screenReader.read();
    this.#view.fit();
  }

  #show(): void {
    const situation = {
      mode: this.#mode,
      link: this.#link,
      activity: this.#activity,
      problem: this.#problem,
      drives: this.#drives,
    };
    part(this, 'watching', HTMLElement).hidden = !isWatching(situation);
    const status = terminalStatus(situation);
    const line = part(this, 'status', HTMLElement);
    const text = status.look === 'broken' ? status.text : (this.#word.text ?? status.text);
    if (line.textContent !== text) line.textContent = text;
    this.dataset.status = status.look;
    this.#showNotice(terminalNotice(situation));
  }

  #showNotice(notice: TerminalNotice | null): void {
    part(this, 'notice', HTMLElement).hidden = notice === null;
    part(this, 'notice-text', HTMLElement).textContent = notice?.text ?? '';
    const action = part(this, 'notice-action', HTMLButtonElement);
    action.hidden = notice === null || notice.action === null;
    action.textContent = notice?.action ?? '';
  }
}

/** A network that changes under the browser cancels what it fetches: one more try. */
async function fetchXterm() {
  try {
    return await import('../client/xterm-view.ts');
  } catch (error) {
    console.info('xterm did not come at the first try', error);
    return import('../client/xterm-view.ts');
  }
}

customElements.define('lab-terminal', LabTerminal);

declare global {
  interface HTMLElementTagNameMap {
    'lab-terminal': LabTerminal;
  }
}
