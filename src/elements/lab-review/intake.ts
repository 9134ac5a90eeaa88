import { part } from '../../client/part.ts';
import { filesOfDrop } from './dropped-files.ts';

/** Brings files to the shelf: dropped anywhere on the page, or chosen with the buttons. */
export function openIntake(
  root: HTMLElement,
  add: (files: readonly File[], passedOver: number) => void,
  signal: AbortSignal,
): void {
  const files = part(root, 'chosen-files', HTMLInputElement);
  const folder = part(root, 'chosen-folder', HTMLInputElement);
  folder.webkitdirectory = true;
  const drop = part(root, 'drop', HTMLElement);
  const choose = (name: string, input: HTMLInputElement) =>
    part(root, name, HTMLButtonElement).addEventListener('click', () => input.click(), { signal });
  choose('choose-files', files);
  choose('choose-folder', folder);
  for (const input of [files, folder]) {
    input.addEventListener(
      'change',
      () => {
        const chosen = [...(input.files ?? [])];
        // The same files can be chosen again.
        input.value = '';
        const wanted = input === folder ? chosen.filter(isArchive) : chosen;
        add(wanted, chosen.length - wanted.length);
      },
      { signal },
    );
  }
  const over = (event: DragEvent, dragged: boolean) => {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    drop.toggleAttribute('data-over', dragged);
    document.body.toggleAttribute('data-dragged', dragged);
  };
  async function bring(transfer: DataTransfer): Promise<void> {
    const { files: found, passedOver } = await filesOfDrop(transfer, isArchive);
    add(found, passedOver);
  }

  document.addEventListener('dragover', (event) => over(event, true), { signal });
  document.addEventListener('dragleave', (event) => event.relatedTarget === null && over(event, false), { signal });
  document.addEventListener(
    'drop',
    (event) => {
      over(event, false);
      if (event.dataTransfer === null) return;
      void bring(event.dataTransfer).catch((error: unknown) => reportError(error));
    },
    { signal },
  );
}

/** What a folder holds besides reports is left out; a file that is brought by itself is always tried. */
function isArchive({ name }: File): boolean {
  return name.toLowerCase().endsWith('.zip');
}
