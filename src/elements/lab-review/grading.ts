import { type Grade, longestComment, markOf, totalOf, withMark } from '../../client/review/grade.ts';
import { type Rubric, mostOf } from '../../client/review/rubric.ts';
import { pointsText } from '../../client/review/words.ts';
import { make, makeButton } from './make.ts';

/** The panel of points and comments of one report. */
export type GradingPanel = {
  /** Shows a grade; a report whose grade is still on its way shows none. */
  show(grade: Grade | null, rubric: Rubric): void;
};

export type GradingDeeds = {
  /** Keeps a changed grade. */
  readonly save: (grade: Grade) => Promise<void>;
  readonly saveFile: (grade: Grade) => void;
  readonly saveCopy: (grade: Grade) => void;
  readonly suggested: (criterion: string, most: number) => number | null;
};

/** Brings the panel to life. */
export function openGrading(place: HTMLElement, deeds: GradingDeeds): GradingPanel {
  let grade: Grade | null = null;
  let rubric: Rubric = [];
  const total = make('p', { class: 'grading-total' });
  const told = make('p', { class: 'grading-told' });
  told.setAttribute('role', 'status');

  function changed(next: Grade): void {
    grade = next;
    tell();
    deeds.save(next).then(
      () => (told.textContent = 'Сохранено в этом браузере.'),
      (error: unknown) => {
        console.error(error);
        told.textContent = 'Браузер не дал сохранить оценку: выгрузите её в файл.';
      },
    );
  }

  function tell(): void {
    if (grade === null) return;
    const sum = totalOf(grade, rubric);
    total.textContent = `${sum === null ? '—' : pointsText(sum.points)} из ${mostOf(rubric)}`;
  }

  function drawLine({ id, title, most }: Rubric[number], shown: Grade): HTMLElement {
    const mark = markOf(shown, id);
    const points = make('input', { class: 'points' });
    points.type = 'number';
    points.min = '0';
    points.max = String(most);
    points.step = '0.5';
    points.value = mark.points === null ? '' : String(mark.points);
    points.setAttribute('aria-label', `${title}: баллы из ${most}`);
    const comment = make('textarea');
    comment.rows = 1;
    comment.maxLength = longestComment;
    comment.placeholder = 'Замечание';
    comment.value = mark.comment;
    comment.setAttribute('aria-label', `${title}: замечание`);
    const take = () => {
      if (grade === null) return;
      const given = points.value === '' || Number.isNaN(points.valueAsNumber) ? null : points.valueAsNumber;
      const bounded = given === null ? null : Math.min(most, Math.max(0, given));
      points.toggleAttribute('data-cut', bounded !== given);
      changed(withMark(grade, { criterion: id, points: bounded, comment: comment.value }, Date.now()));
    };
    points.addEventListener('input', take);
    points.addEventListener('change', () => {
      const kept = grade === null ? null : markOf(grade, id).points;
      points.value = kept === null ? '' : String(kept);
      points.removeAttribute('data-cut');
    });
    comment.addEventListener('input', take);
    return make(
      'li',
      { data: { criterion: id } },
      make(
        'div',
        { class: 'grading-line' },
        make('span', { text: title }),
        points,
        make('span', { text: `из ${most}` }),
      ),
      comment,
    );
  }

  function suggest(): void {
    if (grade === null) return;
    let next = grade;
    for (const { id, most } of rubric) {
      const points = markOf(next, id).points === null ? deeds.suggested(id, most) : null;
      if (points !== null) next = withMark(next, { ...markOf(next, id), points }, Date.now());
    }
    changed(next);
    draw();
  }

  function draw(): void {
    if (grade === null) {
      place.replaceChildren(make('p', { class: 'part-words', text: 'Оценка загружается…' }));
      return;
    }
    const shown = grade;
    const overall = make('textarea');
    overall.rows = 3;
    overall.maxLength = longestComment;
    overall.value = shown.comment;
    overall.addEventListener('input', () => {
      if (grade !== null) changed({ ...grade, comment: overall.value, changedAt: Date.now() });
    });
    const wanted = make('label', { class: 'grading-overall', text: 'Общее замечание' });
    wanted.append(overall);
    place.replaceChildren(
      make('h2', { text: 'Оценка' }),
      total,
      makeButton('Предложить баллы по показанному', 'button-quiet', suggest),
      make('ol', { class: 'grading-lines' }, ...rubric.map((line) => drawLine(line, shown))),
      wanted,
      told,
      make(
        'p',
        { class: 'grading-deeds' },
        makeButton('Проверенный отчёт', '', () => grade !== null && deeds.saveCopy(grade)),
        makeButton('Оценка в JSON', 'button-quiet', () => grade !== null && deeds.saveFile(grade)),
      ),
    );
    tell();
  }

  return {
    show(next, lines) {
      grade = next;
      rubric = lines;
      told.textContent = '';
      draw();
    },
  };
}
