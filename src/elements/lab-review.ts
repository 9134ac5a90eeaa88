import { part } from '../client/part.ts';
import type { ClassRow } from '../client/review/class-table.ts';
import { openGradeStore } from '../client/review/database.ts';
import { type GradeBook, openGradeBook } from '../client/review/grade-book.ts';
import { createLikenesses } from '../client/review/likenesses.ts';
import { createReader } from '../client/review/reader.ts';
import { parseReviewSteps } from '../client/review/parse-review-steps.ts';
import { defaultRubric } from '../client/review/rubric.ts';
import { createShelf } from '../client/review/shelf.ts';
import { workerStarter } from '../client/review/start-worker.ts';
import { openClassView } from './lab-review/class-view.ts';
import { createClassRows } from './lab-review/class-rows.ts';
import { openExportDialog } from './lab-review/export-dialog.ts';
import { openIntake } from './lab-review/intake.ts';
import { readMaterial } from './lab-review/lab-material.ts';
import { openReportDesk } from './lab-review/report-desk.ts';
import { openRubricDialog } from './lab-review/rubric-dialog.ts';
import { createSaving } from './lab-review/saving.ts';

/**
 * `<lab-review>`: reports are brought in, read in the background, looked at and graded. It asks no server: what it knows
 * comes from the files and from this browser's own store.
 */
class LabReview extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback(): void {
    this.#leaving = new AbortController();
    void this.#open(this.#leaving.signal).catch((error: unknown) => reportError(error));
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  /** Says what of the files was not put on the shelf. */
  #notice(known: number, passedOver: number): void {
    const words = [
      ...(known === 0 ? [] : [`Уже были в списке: ${known}.`]),
      ...(passedOver === 0 ? [] : [`Не архивы, пропущены: ${passedOver}.`]),
    ];
    part(this, 'notice', HTMLElement).textContent = words.join(' ');
  }

  async #open(signal: AbortSignal): Promise<void> {
    const steps = parseReviewSteps(JSON.parse(this.dataset.steps ?? '[]'));
    const proposed = defaultRubric(steps);
    const book = await openBook(proposed);
    if (signal.aborted) return;
    const startWorker = workerStarter();
    // One reads the class, another what is looked at: nobody waits for the hundredth report to see the first.
    const background = createReader(startWorker);
    const foreground = createReader(startWorker);
    const comparing = createReader(startWorker);
    const material = readMaterial(this);
    let planned = 0;
    const changed = () => {
      planned ||= requestAnimationFrame(() => {
        planned = 0;
        show();
      });
    };
    const likenesses = createLikenesses({ reader: comparing, changed, signal });
    const shelf = createShelf({
      reader: background,
      read: (key, fingerprint) => likenesses.add(key, fingerprint),
      changed,
    });
    const rowsOf = createClassRows(book, likenesses);
    const rows = (): readonly ClassRow[] => rowsOf(shelf.entries);
    const classView = openClassView(this, {
      remove: (id) => shelf.remove(id),
      retry: (id) => shelf.retry(id),
      stop: () => shelf.stop(),
    });
    const desk = openReportDesk(this, {
      steps,
      book,
      material,
      reader: foreground,
      reference: new URL(this.dataset.reference ?? 'reference/', location.href).href,
      rows,
      order: () => classView.shown,
      graded: changed,
      closed: (id) => classView.focus(id),
      signal,
    });
    const saving = createSaving({ steps, book, material, reader: foreground, shown: () => classView.shown, changed });
    const show = () => {
      const questions = steps.reduce((sum, step) => sum + step.questions.length, 0);
      const present = rows();
      for (const { entry } of present) if (entry.summary !== null) book.noteSigner(entry.summary);
      classView.show(present, { questions, most: saving.most() });
      part(this, 'class', HTMLElement).hidden = present.length === 0;
      this.toggleAttribute('data-filled', present.length > 0);
      desk.refresh();
    };
    const rubric = openRubricDialog(this, proposed, (next) => {
      book.saveRubric(next).catch((error: unknown) => console.warn('The rubric is not kept', error));
      desk.regrade();
      changed();
    });
    const saver = openExportDialog(this, saving);
    part(this, 'rubric', HTMLButtonElement).addEventListener('click', () => rubric.open(book.rubric), { signal });
    part(this, 'export', HTMLButtonElement).addEventListener('click', () => saver.open(), { signal });
    openIntake(this, (files, passedOver) => this.#notice(shelf.add(files), passedOver), signal);
    // Grades may have been given in another tab meanwhile.
    const refresh = async () => {
      if (document.hidden) return;
      await book.refresh();
      desk.regrade();
      changed();
    };
    document.addEventListener('visibilitychange', () => void refresh().catch(reportError), { signal });
    signal.addEventListener('abort', () => {
      shelf.dispose();
      background.dispose();
      foreground.dispose();
      comparing.dispose();
    });
    show();
    this.dataset.state = 'ready';
  }
}

/** The book of grades; where the browser keeps nothing, it lives as long as the page and says so when saving. */
async function openBook(proposed: GradeBook['rubric']): Promise<GradeBook> {
  try {
    return await openGradeBook(await openGradeStore(), proposed);
  } catch (error) {
    console.warn('Grades are not kept in this browser', error);
    return openGradeBook(null, proposed);
  }
}

customElements.define('lab-review', LabReview);
