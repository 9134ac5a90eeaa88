import type { CommandRecord } from '#protocol/command.ts';
import { fillPlaceholders } from '#protocol/placeholder.ts';
import { ApiError } from '../client/api.ts';
import { copyText } from '../client/clipboard.ts';
import { shortCommand } from '../client/command-text.ts';
import { type CommandView, commandView } from '../client/command-view.ts';
import { createClickGuard } from '../client/click-guard.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { part } from '../client/part.ts';
import type { RunSnapshot } from '../client/run-connection.ts';
import { type CommandOnPage, commandOf, newestRun } from '../client/step-command-on-page.ts';
import { type Offer, isBusy, offerAfterRefusal, offerFor } from '../client/terminal-offer.ts';
import { type RunRequest, interruptCommand, openPsql, runCommand } from '../client/run-command.ts';
import { LabTerminals } from './lab-terminals.ts';
import { type ReplaySlot, createReplaySlot } from './replay-slot.ts';

/** `<lab-command>`: a command of the step that the reader runs in its terminal with one click. */
class LabCommand extends HTMLElement {
  #leaving = new AbortController();
  #command: CommandOnPage = commandOf(this.dataset);
  #snapshot: RunSnapshot = { mode: 'connecting', state: null };
  /** The run that this block began, until the journal tells of it. */
  #begun: CommandRecord | null = null;
  #asking = false;
  /** The run that was seen at psql's prompt. */
  #openRun: string | null = null;
  #offer: Offer | null = null;
  /** What went wrong with the last click, and the run that was the newest then. */
  #problem: { readonly text: string; readonly newest: string | null } | null = null;
  #replay: ReplaySlot | null = null;
  #clock: ReturnType<typeof setInterval> | undefined;

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.#command = commandOf(this.dataset);
    this.#replay = createReplaySlot(this, signal);
    const page = labPageOf(this);
    const stops = [
      page.run.subscribe((snapshot) => {
        this.#snapshot = snapshot;
        this.#show();
      }),
      page.terminals.subscribe(() => this.#show()),
    ];
    signal.addEventListener('abort', () => {
      for (const stop of stops) stop();
      clearInterval(this.#clock);
    });
    const on = (name: string, act: () => Promise<void> | void) =>
      onFirstClick(part(this, name, HTMLButtonElement), act, signal);
    on('run', () => this.#runHere());
    on('connect', () => this.#connectAndRun());
    on('interrupt', () => this.#run(this.#command.terminal, true));
    on('stop', () => this.#stop());
    on('dismiss', () => this.#setOffer(null));
    on('copy', () => this.#copy());
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  get #view(): CommandView {
    const { mode, state } = this.#snapshot;
    const { terminals } = labPageOf(this);
    const run = this.#newest;
    return commandView(this.#command, {
      mode,
      placeholders: state?.placeholders ?? null,
      run,
      asking: this.#asking,
      activity: terminals.activity(run?.terminal ?? this.#command.terminal),
      wasOpen: this.#openRun !== null && this.#openRun === run?.id,
      now: Date.now(),
    });
  }

  get #newest(): CommandRecord | null {
    const { state } = this.#snapshot;
    if (state === null) return this.#begun;
    const known = newestRun(this.#command, state.commands, state.placeholders);
    const begun = this.#begun;
    if (begun === null || known?.id === begun.id) return known;
    return (known?.startedAt ?? 0) > (begun.startedAt ?? Number.MAX_SAFE_INTEGER) ? known : begun;
  }

  #runHere(): void | Promise<void> {
    if (this.#asking || this.#view.obstacle !== null) return;
    const { terminals } = labPageOf(this);
    terminals.show(this.#command.terminal);
    const offer = offerFor(this.#command, terminals.activity(this.#command.terminal));
    if (offer !== null) return this.#setOffer(offer);
    return this.#run(this.#command.terminal, false);
  }

  async #run(terminal: string, interrupt: boolean): Promise<void> {
    const { state } = this.#snapshot;
    if (state === null) return;
    const { text, unknown } = fillPlaceholders(this.#command.text, state.placeholders);
    if (unknown.length > 0) return;
    labPageOf(this).terminals.drive(terminal);
    const request: RunRequest = { terminal, text, kind: this.#command.kind, stepCommand: this.#command.id, interrupt };
    await this.#ask(() => runCommand(labPageOf(this).run.api, request));
  }

  async #connectAndRun(): Promise<void> {
    const { state } = this.#snapshot;
    const opener = this.dataset.openerText;
    if (state === null || opener === undefined) return;
    const { text, unknown } = fillPlaceholders(opener, state.placeholders);
    if (unknown.length > 0) return;
    const { terminal } = this.#command;
    labPageOf(this).terminals.drive(terminal);
    const interrupt = labPageOf(this).terminals.activity(terminal)?.at === 'running';
    const stepCommand = this.dataset.opener ?? null;
    const { api } = labPageOf(this).run;
    await this.#ask(async () => {
      await openPsql(api, { terminal, text, kind: 'shell', stepCommand, interrupt }, this.#leaving.signal);
      const statement = fillPlaceholders(this.#command.text, state.placeholders).text;
      return runCommand(api, {
        terminal,
        text: statement,
        kind: 'sql',
        stepCommand: this.#command.id,
        interrupt: false,
      });
    });
  }

  async #ask(request: () => Promise<CommandRecord>): Promise<void> {
    this.#asking = true;
    this.#problem = null;
    this.#setOffer(null);
    try {
      this.#begun = await request();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (isBusy(error)) this.#setOffer(this.#offerAfterRefusal(error));
      else this.#problem = { text: `${error.message} ${error.hint}`, newest: this.#newest?.id ?? null };
    } finally {
      this.#asking = false;
      this.#show();
    }
  }

  async #stop(): Promise<void> {
    const run = this.#newest;
    if (run?.state !== 'running') return;
    this.#problem = null;
    try {
      await interruptCommand(labPageOf(this).run.api, run.id);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#problem = { text: `${error.message} ${error.hint}`, newest: run.id };
    }
    this.#show();
  }

  /** What the terminal's own marks say is more than a refusal can tell. */
  #offerAfterRefusal(refusal: ApiError): Offer {
    const activity = labPageOf(this).terminals.activity(this.#command.terminal);
    return offerFor(this.#command, activity) ?? offerAfterRefusal(this.#command, refusal);
  }

  async #copy(): Promise<void> {
    const button = part(this, 'copy', HTMLButtonElement);
    button.textContent = (await copyText(this.#view.text)) ? 'Скопировано' : 'Не удалось скопировать';
    setTimeout(() => {
      button.textContent = 'Копировать';
    }, 2_000);
  }

  #setOffer(offer: Offer | null): void {
    this.#offer = offer;
    part(this, 'offer', HTMLElement).hidden = offer === null;
    part(this, 'offer-reason', HTMLElement).textContent = offer?.reason ?? '';
    const opener = this.dataset.openerText;
    const canConnect = offer?.connect === true && opener !== undefined;
    part(this, 'connect', HTMLButtonElement).hidden = !canConnect;
    part(this, 'interrupt', HTMLButtonElement).hidden = offer?.interrupt !== true;
    part(this, 'elsewhere', HTMLElement).replaceChildren(...(offer?.elsewhere === true ? this.#otherTerminals() : []));
    if (offer !== null) part(this, 'offer-reason', HTMLElement).focus();
  }

  #otherTerminals(): HTMLButtonElement[] {
    const dock = labPageOf(this).querySelector('lab-terminals');
    const choices = dock instanceof LabTerminals ? dock.choices : [];
    return choices
      .filter(({ name }) => name !== this.#command.terminal)
      .map(({ name, title }) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'button';
        button.textContent = `Выполнить в «${title}»`;
        onFirstClick(button, () => {
          labPageOf(this).terminals.show(name);
          return this.#run(name, false);
        });
        return button;
      });
  }

  #show(): void {
    const view = this.#view;
    // The answer was lost, the command was not: the journal tells of it.
    if (this.#problem !== null && this.#problem.newest !== (this.#newest?.id ?? null)) this.#problem = null;
    this.dataset.look = view.look;
    if (view.look === 'open') this.#openRun = this.#newest?.id ?? null;
    setText(part(this, 'text', HTMLElement), view.text);
    setText(part(this, 'status', HTMLElement), view.status);
    setText(part(this, 'when', HTMLElement), view.when);
    setText(part(this, 'announcement', HTMLElement), view.announcement);
    setText(part(this, 'run-label', HTMLElement), view.button);
    const isRecord = this.#snapshot.mode === 'reading' && this.#newest !== null;
    part(this, 'run', HTMLButtonElement).hidden = isRecord;
    const replay = part(this, 'replay', HTMLElement);
    replay.classList.toggle('button-primary', isRecord);
    replay.classList.toggle('button-quiet', !isRecord);
    setText(part(this, 'obstacle', HTMLElement), this.#problem?.text ?? view.reason ?? '');
    const run = part(this, 'run', HTMLButtonElement);
    run.setAttribute('aria-disabled', String(view.obstacle !== null));
    const stop = part(this, 'stop', HTMLButtonElement);
    const stops = view.look === 'running' && this.#snapshot.mode === 'live';
    // A button that goes away takes the focus with it.
    if (!stops && document.activeElement === stop) run.focus();
    stop.hidden = !stops;
    // The terminal is at the right prompt again: there is nothing to offer any more.
    if (this.#offer !== null && this.#snapshot.mode === 'live') {
      const activity = labPageOf(this).terminals.activity(this.#command.terminal);
      if (activity !== null && offerFor(this.#command, activity) === null) this.#setOffer(null);
    }
    const newest = this.#newest;
    this.#replay?.follow(newest, shortCommand(newest?.text ?? ''));
    this.#runClock(view.look === 'running');
  }

  #runClock(runs: boolean): void {
    if (runs === (this.#clock !== undefined)) return;
    clearInterval(this.#clock);
    this.#clock = runs ? setInterval(() => this.#show(), 1_000) : undefined;
  }
}

/** Acts once for a double click, or for Enter held down. */
function onFirstClick(button: HTMLButtonElement, act: () => Promise<void> | void, signal?: AbortSignal): void {
  const isFirst = createClickGuard();
  button.addEventListener(
    'click',
    (event) => {
      if (isFirst(event)) void act();
    },
    signal === undefined ? {} : { signal },
  );
}

/** A text that did not change is left alone: a screen reader would read it again. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

customElements.define('lab-command', LabCommand);
