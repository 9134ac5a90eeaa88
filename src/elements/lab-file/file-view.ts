import { part } from '../../client/part.ts';
import type { Problem } from './problems.ts';

/** What stands above the text when there is something to say. */
export type Notice = {
  readonly kind: 'info' | 'warn' | 'bad';
  readonly text: string;
  /** The choices that are offered with it. */
  readonly choices: readonly Choice[];
};

export type Choice = 'compare-disk' | 'take-disk' | 'keep-mine' | 'restore';

/** What the bar shows. */
export type Bar = {
  readonly canSave: boolean;
  readonly canReset: boolean;
  readonly comparing: 'original' | 'disk' | null;
  /** Null where the step proposes no change. */
  readonly apply: 'possible' | 'done' | null;
  readonly unsaved: boolean;
  /** The short word beside the file's name. */
  readonly state: string;
};

const choices: readonly Choice[] = ['compare-disk', 'take-disk', 'keep-mine', 'restore'];

/** The markup of `LabFile.astro`, as the element changes it. */
export function createFileView(root: HTMLElement) {
  const text = part(root, 'text', HTMLElement);
  const bar = part(root, 'bar', HTMLElement);
  const editor = part(root, 'editor', HTMLElement);
  const notice = part(root, 'notice', HTMLElement);
  const problems = part(root, 'problems', HTMLElement);
  const preview = part(root, 'preview', HTMLElement);
  const state = part(root, 'state', HTMLElement);
  const button = (name: string) => part(root, name, HTMLButtonElement);

  function problemItem({ line, text: words }: Problem, goTo: (line: number) => void): HTMLLIElement {
    const item = document.createElement('li');
    const link = document.createElement('button');
    link.type = 'button';
    link.className = 'button button-quiet';
    link.textContent = `Строка ${line}`;
    link.addEventListener('click', () => goTo(line));
    item.append(link, ` ${words}`);
    return item;
  }

  return {
    editor,
    panel: part(root, 'panel', HTMLElement),
    previewText: part(root, 'preview-text', HTMLElement),
    button,
    showEditor(shown: boolean): void {
      text.hidden = shown;
      bar.hidden = !shown;
      editor.hidden = !shown;
      part(root, 'keys', HTMLElement).hidden = !shown;
    },
    showBar({ canSave, canReset, comparing, apply, unsaved, state: word }: Bar): void {
      button('save').disabled = !canSave;
      button('reset').disabled = !canReset;
      button('compare').ariaPressed = String(comparing === 'original');
      button('compare-disk').ariaPressed = String(comparing === 'disk');
      state.textContent = word;
      state.classList.toggle('unsaved', unsaved);
      const applyButton = root.querySelector<HTMLButtonElement>("[data-part='apply']");
      if (applyButton === null || apply === null) return;
      applyButton.disabled = apply === 'done';
      applyButton.textContent = apply === 'done' ? 'Изменение внесено' : 'Применить изменение';
    },
    showNotice(shown: Notice | null): void {
      notice.hidden = shown === null;
      if (shown === null) return;
      notice.dataset.kind = shown.kind;
      part(root, 'notice-text', HTMLElement).textContent = shown.text;
      for (const choice of choices) button(choice).hidden = !shown.choices.includes(choice);
    },
    showProblems(found: readonly Problem[], goTo: (line: number) => void): void {
      problems.hidden = found.length === 0;
      const list = part(problems, 'problem-list', HTMLElement);
      list.replaceChildren(...found.slice(0, 5).map((problem) => problemItem(problem, goTo)));
    },
    showPreview(warning: string | null): void {
      preview.hidden = warning === null;
      editor.hidden = warning !== null;
      bar.hidden = warning !== null;
      part(root, 'preview-warning', HTMLElement).textContent = warning;
    },
  };
}

export type FileView = ReturnType<typeof createFileView>;
