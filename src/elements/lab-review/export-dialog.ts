import type { Separator } from '../../client/review/csv.ts';
import { part } from '../../client/part.ts';

export type ExportKind = 'class' | 'grades' | 'files' | 'copies';

export type ExportDeeds = {
  /** Saves, and says what was saved. */
  readonly save: (kind: ExportKind, separator: Separator, tell: (words: string) => void) => Promise<string>;
  /** Reads files of grades, and says what came of it. */
  readonly load: (files: readonly File[]) => Promise<string>;
};

/** Brings the dialog of saving to life. */
export function openExportDialog(root: HTMLElement, { save, load }: ExportDeeds): { open(): void } {
  const dialog = part(root, 'export-dialog', HTMLDialogElement);
  const separator = part(root, 'separator', HTMLSelectElement);
  const told = part(root, 'told', HTMLElement);
  const input = part(root, 'import-files', HTMLInputElement);
  const tell = (words: string) => {
    told.textContent = words;
  };
  const run = (deed: Promise<string>) => {
    dialog.setAttribute('aria-busy', 'true');
    deed
      .then(tell, (error: unknown) => {
        console.error(error);
        tell('Не получилось. Попробуйте ещё раз.');
      })
      .finally(() => dialog.removeAttribute('aria-busy'));
  };
  dialog.addEventListener('click', ({ target }) => {
    const kind = target instanceof Element ? target.closest<HTMLElement>('[data-save]')?.dataset.save : undefined;
    if (kind === 'class' || kind === 'grades' || kind === 'files' || kind === 'copies') {
      run(save(kind, separator.value === ',' ? ',' : ';', tell));
    }
  });
  part(root, 'import', HTMLButtonElement).addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length > 0) run(load(files));
  });
  part(root, 'export-close', HTMLButtonElement).addEventListener('click', () => dialog.close());
  return {
    open() {
      tell('');
      dialog.showModal();
    },
  };
}
