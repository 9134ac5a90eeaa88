import type { LabFile } from '#protocol/file.ts';
import { openDraft } from './draft.ts';
import type { FileEditor, FileEditorOptions } from './editor.ts';
import {
  beginSession,
  isConflict,
  isGone,
  isUnsaved,
  savedAs,
  seenOnDisk,
  typed,
  withLineFeeds,
  type FileSession,
  type OnDisk,
} from './file-session.ts';
import type { Notice } from './file-view.ts';
import { info } from './notices.ts';
import type { ServerFile } from './server-file.ts';

const clock = new Intl.DateTimeFormat('ru', { hour: '2-digit', minute: '2-digit' });
/** The file as the disk has it now; null when it is gone. */
const onDisk = (file: LabFile | null): OnDisk => ({ text: file?.text ?? '', hash: file?.hash ?? null });

export type Comparing = 'original' | 'disk' | null;

/** A file that lies open: the reader's text, its editor, its way to the disk. */
export type FileDesk = Disposable & {
  readonly session: FileSession;
  readonly original: string;
  readonly proposed: string | null;
  readonly comparing: Comparing;
  readonly saving: boolean;
  /** A few words on the last save, for the line beside the file's name. */
  readonly state: string;
  /** What is to be told once, until the reader writes on. */
  readonly message: Notice | null;
  readonly editor: FileEditor;
  /** Takes note of what the disk has now; null when the file is gone. */
  meet(file: LabFile | null): void;
  save(): Promise<void>;
  reset(): Promise<void>;
  /** Takes the proposed text and saves it. */
  apply(): Promise<void>;
  /** Settles a conflict. */
  settle(choose: (session: FileSession) => FileSession): void;
  compare(comparing: Comparing): void;
  /** Keeps what is not saved for the next page of this tab. */
  keepDraft(): void;
};

export type FileDeskOptions = {
  readonly runId: string;
  readonly file: LabFile;
  readonly server: ServerFile;
  readonly makeEditor: (options: Pick<FileEditorOptions, 'text' | 'changed'>) => FileEditor;
  /** Something that the page shows has changed. */
  readonly changed: () => void;
};

/** Lays a file open. */
export function openDesk({ runId, file, server, makeEditor, changed }: FileDeskOptions): FileDesk {
  const { path, original, proposed } = file;
  const draft = openDraft(runId, path);
  let session = beginSession(onDisk(file), draft.read());
  let comparing: Comparing = null;
  let saving = false;
  let state = '';
  let message: Notice | null = null;
  let draftTimer = 0;

  const editor = makeEditor({
    text: withLineFeeds(session.text),
    changed: (text) => {
      session = typed(session, text);
      if (message?.kind === 'info') message = null;
      clearTimeout(draftTimer);
      draftTimer = window.setTimeout(keepDraft, 300);
      changed();
    },
  });

  function keepDraft(): void {
    clearTimeout(draftTimer);
    draft.write(isUnsaved(session) ? { text: session.text, base: session.base } : null);
  }

  /** Goes on with another state, and shows its text as one step that can be undone. */
  function goOn(next: FileSession): void {
    editor.setText(withLineFeeds(next.text));
    session = { ...next, text: editor.text };
    keepDraft();
  }

  function meet(now: LabFile | null): void {
    const before = withLineFeeds(session.text);
    goOn(seenOnDisk(session, onDisk(now)));
    if (session.text !== before) message = info('Файл изменили вне этой вкладки; здесь уже новый текст.');
  }

  function compare(next: Comparing): void {
    comparing = next;
    if (next === null) editor.compareWith(null, '');
    else if (next === 'disk') editor.compareWith(withLineFeeds(session.disk.text), 'Взять с диска');
    else editor.compareWith(withLineFeeds(original), 'Вернуть как было');
  }

  /** Changes the file on the server; what the reader writes meanwhile stays, and a lost race becomes a conflict. */
  async function change(deed: () => Promise<LabFile | 'changed'>): Promise<LabFile | null> {
    saving = true;
    state = 'Сохраняется…';
    changed();
    try {
      const outcome = await deed();
      state = '';
      if (outcome === 'changed') {
        meet(await server.read());
        return null;
      }
      session = savedAs(session, onDisk(outcome));
      state = `Сохранено в ${clock.format(new Date())}`;
      message = null;
      keepDraft();
      return outcome;
    } finally {
      saving = false;
      if (state === 'Сохраняется…') state = '';
    }
  }

  async function save(): Promise<void> {
    if (saving || !isUnsaved(session) || isConflict(session) || isGone(session)) return;
    const text = session.base.text.includes('\r\n') ? session.text.replaceAll('\n', '\r\n') : session.text;
    const saved = await change(() => server.save(text, session.base.hash));
    if (saved !== null && comparing === 'disk') compare(null);
  }

  return {
    get session() {
      return session;
    },
    get comparing() {
      return comparing;
    },
    get saving() {
      return saving;
    },
    get state() {
      return state;
    },
    get message() {
      return message;
    },
    original,
    proposed,
    editor,
    meet,
    save,
    compare,
    keepDraft,
    async reset() {
      const saved = await change(() => server.reset(session.disk.hash));
      if (saved === null) return;
      goOn({ ...session, text: saved.text });
      compare(null);
      message = info('Исходный текст на месте. Прежний вернёт отмена (Ctrl+Z).');
    },
    async apply() {
      if (proposed === null) return;
      goOn({ ...session, text: proposed });
      await save();
      if (!isUnsaved(session)) message = info('Изменение внесено и сохранено. Прежний текст вернёт отмена (Ctrl+Z).');
    },
    settle(choose) {
      compare(null);
      goOn(choose(session));
      editor.focus();
    },
    [Symbol.dispose]() {
      keepDraft();
      editor.dispose();
    },
  };
}
