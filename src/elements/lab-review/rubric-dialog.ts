import { part } from '../../client/part.ts';
import { type Rubric, mostOf, mostPoints } from '../../client/review/rubric.ts';
import { make, makeButton } from './make.ts';

/** The dialog in which the rubric is edited. */
export type RubricDialog = { open(rubric: Rubric): void };

/** Brings the dialog to life; `save` gets null for the rubric that the lab proposes. */
export function openRubricDialog(
  root: HTMLElement,
  proposed: Rubric,
  save: (rubric: Rubric | null) => void,
): RubricDialog {
  const dialog = part(root, 'rubric-dialog', HTMLDialogElement);
  const lines = part(root, 'rubric-lines', HTMLOListElement);
  let rubric: Rubric = [];
  let own = 0;

  function change(index: number, next: Partial<Rubric[number]>): void {
    rubric = rubric.map((line, at) => (at === index ? { ...line, ...next } : line));
    tell();
  }

  function tell(): void {
    part(root, 'rubric-sum', HTMLElement).textContent = `Всего баллов: ${mostOf(rubric)}`;
  }

  function draw(): void {
    lines.replaceChildren(...rubric.map(drawLine));
    tell();
  }

  function drawLine({ title, most }: Rubric[number], index: number): HTMLElement {
    const name = make('input');
    name.type = 'text';
    name.required = true;
    name.maxLength = 200;
    name.value = title;
    name.setAttribute('aria-label', `Критерий ${index + 1}`);
    name.addEventListener('input', () => change(index, { title: name.value }));
    const points = make('input', { class: 'points' });
    points.type = 'number';
    points.required = true;
    points.min = '0';
    points.max = String(mostPoints);
    points.step = '1';
    points.value = String(most);
    points.setAttribute('aria-label', `Критерий ${index + 1}: баллов`);
    points.addEventListener('input', () => points.validity.valid && change(index, { most: points.valueAsNumber }));
    const remove = makeButton('Убрать', 'button-quiet', () => {
      rubric = rubric.filter((_, at) => at !== index);
      draw();
    });
    remove.setAttribute('aria-label', `Убрать критерий ${index + 1}`);
    return make('li', {}, name, points, remove);
  }

  part(root, 'rubric-add', HTMLButtonElement).addEventListener('click', () => {
    own += 1;
    rubric = [...rubric, { id: `own-${Date.now().toString(36)}-${own}`, title: '', most: 1 }];
    draw();
    lines.lastElementChild?.querySelector('input')?.focus();
  });
  part(root, 'rubric-default', HTMLButtonElement).addEventListener('click', () => {
    rubric = proposed;
    draw();
  });
  part(root, 'rubric-cancel', HTMLButtonElement).addEventListener('click', () => dialog.close());
  part(root, 'rubric-form', HTMLFormElement).addEventListener('submit', () =>
    save(rubric === proposed ? null : rubric),
  );

  return {
    open(shown) {
      rubric = shown;
      draw();
      dialog.showModal();
    },
  };
}
