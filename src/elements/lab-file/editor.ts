import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { unifiedMergeView } from '@codemirror/merge';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, StateEffect, StateField, type Extension, type Range } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  type DecorationSet,
} from '@codemirror/view';
import { languageOf } from './languages.ts';
import { phrases } from './phrases.ts';
import { theme } from './theme.ts';
import { wrapping } from './wrapping.ts';

/** A text editor for a lab file. */
export type FileEditor = {
  readonly text: string;
  /** Replaces the whole text as one step that can be undone. */
  setText(text: string): void;
  /** Shows the differences to another text, or none; `take` names the button that takes one place over from it. */
  compareWith(other: string | null, take: string): void;
  /** Marks lines, counted from 1, that have a mistake. */
  markLines(lines: readonly number[]): void;
  goToLine(line: number): void;
  focus(): void;
  dispose(): void;
};

export type FileEditorOptions = {
  readonly parent: HTMLElement;
  readonly path: string;
  readonly label: string;
  readonly text: string;
  /** The text changed by the reader or by `setText`. */
  readonly changed: (text: string) => void;
  readonly save: () => void;
};

const markProblems = StateEffect.define<readonly number[]>();

const problemLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(markProblems)) continue;
      const { doc } = transaction.state;
      const ranges: Range<Decoration>[] = effect.value
        .filter((line) => line >= 1 && line <= doc.lines)
        .map((line) => Decoration.line({ class: 'cm-problem' }).range(doc.line(line).from));
      next = Decoration.set(ranges, true);
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** What an editor and a preview have in common. */
function commonExtensions(path: string, label: string): Extension[] {
  return [
    EditorState.phrases.of(phrases),
    EditorState.tabSize.of(4),
    indentUnit.of('  '),
    EditorView.contentAttributes.of({
      'aria-label': label,
      // The keyboard scrolls it: what axe asks of everything that scrolls.
      tabindex: '0',
      spellcheck: 'false',
      autocorrect: 'off',
      autocapitalize: 'off',
      translate: 'no',
    }),
    lineNumbers(),
    highlightSpecialChars(),
    drawSelection(),
    languageOf(path),
    wrapping,
    theme,
  ];
}

function comparison(other: string, take: string | null): Extension {
  return unifiedMergeView({
    original: other,
    highlightChanges: false,
    gutter: true,
    syntaxHighlightDeletions: true,
    collapseUnchanged: { margin: 3, minSize: 6 },
    mergeControls: take === null ? false : (type, action) => takeControl(type, action, take),
  });
}

/** Only the way back: to accept a difference means nothing here. */
function takeControl(type: 'reject' | 'accept', action: (event: MouseEvent) => void, words: string): HTMLElement {
  if (type === 'accept') return document.createElement('span');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button button-quiet revert';
  button.textContent = words;
  button.addEventListener('mousedown', action);
  // The keyboard's click has no mouse before it.
  button.addEventListener('click', (event) => event.detail === 0 && action(event));
  return button;
}

/** Opens an editor in `parent`. */
export function openEditor({ parent, path, label, text, changed, save }: FileEditorOptions): FileEditor {
  const compared = new Compartment();
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        commonExtensions(path, label),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        highlightSelectionMatches(),
        history(),
        indentOnInput(),
        bracketMatching(),
        search({ top: false }),
        problemLines,
        compared.of([]),
        keymap.of([
          {
            key: 'Mod-s',
            preventDefault: true,
            run: () => {
              save();
              return true;
            },
          },
          // Esc, then Tab leaves the editor: CodeMirror's own way out for the keyboard.
          indentWithTab,
          ...searchKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed(update.state.doc.toString());
        }),
      ],
    }),
  });

  return {
    get text() {
      return view.state.doc.toString();
    },
    setText(next) {
      const present = view.state.doc;
      if (present.toString() === next) return;
      view.dispatch({ changes: { from: 0, to: present.length, insert: next }, userEvent: 'input.replace' });
    },
    compareWith(other, take) {
      view.dispatch({ effects: compared.reconfigure(other === null ? [] : comparison(other, take)) });
    },
    markLines: (lines) => view.dispatch({ effects: markProblems.of(lines) }),
    goToLine(line) {
      const { from } = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
      view.focus();
    },
    focus: () => view.focus(),
    dispose: () => view.destroy(),
  };
}

/** Shows in `parent` how `next` differs from `present`, to be read only. */
export function openPreview(parent: HTMLElement, path: string, present: string, next: string): Disposable {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: next,
      extensions: [
        commonExtensions(path, `Чем ${path} станет отличаться`),
        EditorState.readOnly.of(true),
        EditorView.editable.of(false),
        comparison(present, null),
      ],
    }),
  });
  return { [Symbol.dispose]: () => view.destroy() };
}
