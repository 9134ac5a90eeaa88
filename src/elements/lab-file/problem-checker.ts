import type { FileEditor } from './editor.ts';
import type { FileView } from './file-view.ts';

const quiet = 400;

/** Tells of mistakes in the text a moment after the reader stopped writing. */
export type ProblemChecker = Disposable & { checkSoon(): void };

/** Checks the text of `editor`; the parser is brought with the first check. */
export function createProblemChecker(path: string, editor: FileEditor, view: FileView): ProblemChecker {
  let timer = 0;
  let ended = false;
  let checked: string | null = null;

  async function check(): Promise<void> {
    const { findProblems } = await import('./problems.ts');
    if (ended) return;
    checked = editor.text;
    const problems = findProblems(path, checked);
    editor.markLines(problems.map(({ line }) => line));
    view.showProblems(problems, (line) => editor.goToLine(line));
  }

  return {
    checkSoon() {
      clearTimeout(timer);
      if (editor.text === checked) return;
      timer = window.setTimeout(() => void check(), quiet);
    },
    [Symbol.dispose]() {
      ended = true;
      clearTimeout(timer);
      view.showProblems([], () => undefined);
    },
  };
}
