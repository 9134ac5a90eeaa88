import { ApiError } from '../client/api.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { warnBeforeLeaving } from '../client/leaving.ts';
import type { RunSnapshot } from '../client/run-connection.ts';
import { openDesk, type FileDesk } from './lab-file/desk.ts';
import { isConflict, isGone, isUnsaved, keepMine, takeDisk, withLineFeeds } from './lab-file/file-session.ts';
import { createFileView, type FileView, type Notice } from './lab-file/file-view.ts';
import { noticeOf, noticeOfError } from './lab-file/notices.ts';
import { createProblemChecker, type ProblemChecker } from './lab-file/problem-checker.ts';
import { askReset } from './lab-file/reset-question.ts';
import { createServerFile, type ServerFile } from './lab-file/server-file.ts';

/** What is open in the element. */
type Opened = { readonly desk: FileDesk; readonly problems: ProblemChecker };

/** The element's markup, its way to the server, and how both are left. */
type Connected = { readonly view: FileView; readonly server: ServerFile; readonly leaving: AbortController };

type Failures = { readonly deed: Notice | null; readonly look: Notice | null };

const noFailures: Failures = { deed: null, look: null };

/** `<lab-file path="…">` turns the listing of a lab file into an editor over the run's own copy. */
class LabFileElement extends HTMLElement {
  #connected: Connected | null = null;
  #opened: Opened | null = null;
  #opening = false;
  #runId: string | null = null;
  #seq = -1;
  #inView = false;
  #changed = false;
  /** What failed last: a deed of the reader, or the page's own look at the disk. */
  #failed: Failures = noFailures;
  #preview: Disposable | null = null;
  #lookTimer = 0;

  get #path(): string {
    return this.getAttribute('path') ?? '';
  }

  get #isLive(): boolean {
    return labPageOf(this).run.snapshot.mode === 'live';
  }

  connectedCallback(): void {
    const leaving = new AbortController();
    const { signal } = leaving;
    const { run } = labPageOf(this);
    const view = createFileView(this);
    this.#connected = { view, server: createServerFile(run.api, this.#path), leaving };
    this.#wire(view, signal);
    // A closed listing is out of view as well: the editor is brought when somebody looks.
    const sight = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      this.#inView = true;
      this.#lookSoon();
    });
    sight.observe(view.panel);
    document.addEventListener('visibilitychange', () => this.#lookSoon(), { signal });
    addEventListener('pagehide', () => this.#opened?.desk.keepDraft(), { signal });
    const stops = [
      run.subscribe((snapshot) => this.#onRun(snapshot)),
      warnBeforeLeaving(() => this.#opened !== null && isUnsaved(this.#opened.desk.session)),
      () => sight.disconnect(),
    ];
    signal.addEventListener('abort', () => {
      for (const stop of stops) stop();
    });
  }

  disconnectedCallback(): void {
    clearTimeout(this.#lookTimer);
    this.#close();
    this.#connected?.leaving.abort();
    this.#connected = null;
  }

  #wire(view: FileView, signal: AbortSignal): void {
    const on = (name: string, deed: (desk: FileDesk) => unknown) =>
      view.button(name).addEventListener('click', () => void this.#do(() => this.#withDesk(deed)), { signal });
    on('save', (desk) => desk.save());
    on('compare', (desk) => desk.compare(desk.comparing === 'original' ? null : 'original'));
    on('reset', (desk) => this.#reset(desk));
    on('compare-disk', (desk) => desk.compare(desk.comparing === 'disk' ? null : 'disk'));
    on('take-disk', (desk) => desk.settle(takeDisk));
    on('keep-mine', async (desk) => {
      desk.settle(keepMine);
      await desk.save();
    });
    view.button('restore').addEventListener('click', () => void this.#do(() => this.#restore()), { signal });
    if (this.hasAttribute('change')) {
      on('apply', (desk) => this.#showPreview(desk));
      on('preview-cancel', () => this.#closePreview('apply'));
      on('preview-apply', async (desk) => {
        this.#closePreview('save');
        await desk.apply();
      });
    }
    this.addEventListener('keydown', (event) => this.#onKey(event), { signal });
  }

  #withDesk(deed: (desk: FileDesk) => unknown): unknown {
    return this.#opened === null ? undefined : deed(this.#opened.desk);
  }

  #onKey(event: KeyboardEvent): void {
    const isSave = event.code === 'KeyS' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    // In the editor CodeMirror has taken it already.
    if (!isSave || event.defaultPrevented || this.#opened === null) return;
    event.preventDefault();
    void this.#do(() => this.#withDesk((desk) => desk.save()));
  }

  #onRun({ mode, state }: RunSnapshot): void {
    if (mode === 'live' && state !== null) {
      if (this.#runId !== state.id) {
        this.#close();
        this.#runId = state.id;
        this.#seq = -1;
      }
      // Every change of a file is an event of the journal, also one made outside of the page.
      if (state.seq !== this.#seq) this.#lookSoon();
      this.#seq = state.seq;
    }
    this.#show();
  }

  #lookSoon(): void {
    clearTimeout(this.#lookTimer);
    this.#lookTimer = window.setTimeout(() => void this.#do(() => this.#look(), 'look'), 120);
  }

  /** Runs a deed of the reader or of the page; a failed request becomes a notice. */
  async #do(deed: () => unknown, by: keyof Failures = 'deed'): Promise<void> {
    try {
      this.#failed = { ...this.#failed, [by]: null };
      await deed();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#failed = { ...this.#failed, [by]: noticeOfError(error) };
    } finally {
      this.#show();
    }
  }

  /** Compares with the disk: opens the editor when somebody looks, takes note of what changed outside. */
  async #look(): Promise<void> {
    if (this.#connected === null || this.#runId === null || !this.#isLive || document.hidden) return;
    const { server } = this.#connected;
    const glance = await server.glance();
    this.#changed = glance?.changed ?? false;
    if (this.#opened === null) {
      if (this.#inView) await this.#open(this.#connected, this.#runId);
      return;
    }
    const { desk } = this.#opened;
    if (desk.saving || (glance?.hash ?? null) === desk.session.disk.hash) return;
    const file = await server.read();
    if (!desk.saving && this.#opened?.desk === desk) desk.meet(file);
  }

  async #open({ view, server }: Connected, runId: string): Promise<void> {
    if (this.#opening) return;
    this.#opening = true;
    try {
      const [file, { openEditor }] = await Promise.all([server.read(), import('./lab-file/editor.ts')]);
      if (this.#runId !== runId || this.#connected?.view !== view || this.#opened !== null) return;
      if (file === null) {
        const text = `В рабочей папке нет файла ${this.#path}: его удалили или переименовали.`;
        this.#failed = { ...this.#failed, look: { kind: 'warn', text, choices: ['restore'] } };
        return;
      }
      const desk = openDesk({
        runId,
        file,
        server,
        makeEditor: (options) =>
          openEditor({
            ...options,
            parent: view.editor,
            path: this.#path,
            label: `Файл ${this.#path}`,
            save: () => void this.#do(() => this.#withDesk((open) => open.save())),
          }),
        changed: () => this.#show(),
      });
      this.#opened = { desk, problems: createProblemChecker(this.#path, desk.editor, view) };
    } finally {
      this.#opening = false;
    }
  }

  #close(): void {
    this.#closePreview(null);
    this.#opened?.problems[Symbol.dispose]();
    this.#opened?.desk[Symbol.dispose]();
    this.#opened = null;
    this.#failed = noFailures;
    this.#connected?.view.showEditor(false);
  }

  async #reset(desk: FileDesk): Promise<void> {
    if (await askReset(this, this.#path, desk.session.text, desk.original)) await desk.reset();
  }

  /** Puts the original back where there is no file that could be edited. */
  async #restore(): Promise<void> {
    if (this.#opened !== null) return this.#opened.desk.reset();
    await this.#connected?.server.reset(null);
    await this.#do(() => this.#look(), 'look');
  }

  async #showPreview(desk: FileDesk): Promise<void> {
    const { session, original, proposed } = desk;
    if (this.#connected === null || proposed === null) return;
    const { view } = this.#connected;
    const { openPreview } = await import('./lab-file/editor.ts');
    if (this.#preview !== null || this.#connected?.view !== view) return;
    desk.compare(null);
    const isOwn = withLineFeeds(session.text) !== withLineFeeds(original);
    view.showPreview(
      isOwn
        ? 'В файле есть ваши правки; изменение заменит весь текст. Зачёркнутое уйдёт, строки с зелёной чертой слева появятся.'
        : 'Так изменится файл: строки с зелёной чертой слева появятся.',
    );
    this.#preview = openPreview(view.previewText, this.#path, withLineFeeds(session.text), withLineFeeds(proposed));
    view.button('preview-apply').focus();
  }

  #closePreview(focusOn: string | null): void {
    if (this.#preview === null || this.#connected === null) return;
    this.#preview[Symbol.dispose]();
    this.#preview = null;
    this.#connected.view.showPreview(null);
    if (focusOn !== null) this.#connected.view.button(focusOn).focus();
  }

  #show(): void {
    if (this.#connected === null) return;
    const { view } = this.#connected;
    const failure = this.#failed.deed ?? this.#failed.look;
    if (this.#opened === null) {
      view.showNotice(failure);
      view.showBar(closedBar(this.#changed));
      return;
    }
    const { desk, problems } = this.#opened;
    problems.checkSoon();
    if (this.#preview === null) view.showEditor(true);
    view.showNotice(failure ?? noticeOf(desk.session) ?? desk.message);
    view.showBar(barOf(desk, this.#isLive));
  }
}

const closedBar = (changed: boolean) => ({
  canSave: false,
  canReset: false,
  comparing: null,
  apply: null,
  unsaved: false,
  state: changed ? 'изменён' : '',
});

function barOf({ session, original, proposed, comparing, saving, state }: FileDesk, isLive: boolean) {
  const text = withLineFeeds(session.text);
  const unsaved = isUnsaved(session);
  const isOriginal = text === withLineFeeds(original);
  const isProposed = proposed !== null && text === withLineFeeds(proposed) && !unsaved;
  const word = isOriginal ? '' : 'изменён';
  return {
    canSave: isLive && unsaved && !saving && !isConflict(session) && !isGone(session),
    canReset: isLive && !saving && (!isOriginal || unsaved),
    comparing,
    apply: isProposed ? ('done' as const) : ('possible' as const),
    unsaved: unsaved && !saving,
    state: saving || !unsaved ? state || word : 'не сохранён',
  };
}

customElements.define('lab-file', LabFileElement);
