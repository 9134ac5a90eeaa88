import { strToU8, zipSync } from 'fflate';
import { ParseError } from '#protocol/parse.ts';
import { plural } from '#protocol/words/plural.ts';
import { type ClassRow, classRows } from '../../client/review/class-table.ts';
import { toCsv } from '../../client/review/csv.ts';
import { distinctNames, safeFileName } from '../../client/review/file-name.ts';
import type { Grade } from '../../client/review/grade.ts';
import type { GradeBook } from '../../client/review/grade-book.ts';
import { gradeRows, parseGradeFile, toGradeFile } from '../../client/review/grade-file.ts';
import { gradeTexts } from '../../client/review/grade-texts.ts';
import { gradedCopy } from '../../client/review/graded-copy.ts';
import type { Reader } from '../../client/review/reader.ts';
import type { OpenReport } from '../../client/review/report.ts';
import { type ReviewStep, type Rubric, mostOf } from '../../client/review/rubric.ts';
import type { ExportDeeds } from './export-dialog.ts';
import type { LabMaterial } from './lab-material.ts';
import { saveFile } from './save-file.ts';

type Surroundings = {
  readonly book: GradeBook;
  readonly steps: readonly ReviewStep[];
  readonly material: LabMaterial;
};

export type SavingOptions = Surroundings & {
  readonly reader: Pick<Reader, 'open'>;
  /** The rows of the table, in its order and with its filter. */
  readonly shown: () => readonly ClassRow[];
  readonly changed: () => void;
};

/** Makes what the dialog of saving does. */
export function createSaving(options: SavingOptions): ExportDeeds & { most(): number } {
  const { book, steps, material, reader, shown, changed } = options;
  const graded = () =>
    shown().flatMap(({ entry }) => (entry.summary === null ? [] : [{ entry, grade: book.gradeOf(entry.summary) }]));

  async function copies(tell: (words: string) => void): Promise<string> {
    const all = graded();
    const names = distinctNames(all.map(({ grade }) => nameOf(grade, 'html')));
    const files: Record<string, Uint8Array> = {};
    for (const [index, { entry, grade }] of all.entries()) {
      tell(`Готовим ${index + 1} из ${all.length}…`);
      const report = await reader.open(entry.file, new AbortController().signal);
      files[names[index] ?? `${index}.html`] = strToU8(copyOf(report, grade, { book, steps, material }));
    }
    saveFile('проверенные-отчёты.zip', zipSync(files, { level: 6 }), 'application/zip');
    return `Сохранено: ${plural(all.length, 'документ', 'документа', 'документов')}.`;
  }

  return {
    most: () => mostOf(book.rubric),
    async save(kind, separator, tell) {
      const context = {
        questions: steps.reduce((sum, { questions }) => sum + questions.length, 0),
        most: mostOf(book.rubric),
      };
      const grades = graded().map(({ grade }) => grade);
      if (grades.length === 0) return 'Сохранять пока нечего: в таблице нет прочитанных отчётов.';
      if (kind === 'copies') return copies(tell);
      if (kind === 'class') saveFile('отчёты.csv', toCsv(classRows(shown(), context), separator), csvType);
      else if (kind === 'grades') saveFile('оценки.csv', toCsv(gradeRows(grades, book.rubric), separator), csvType);
      else {
        const names = distinctNames(grades.map((grade) => nameOf(grade, 'json')));
        const files = grades.map((grade, index) => [
          names[index] ?? `${index}.json`,
          strToU8(toGradeFile(grade, book.rubric)),
        ]);
        saveFile('оценки.zip', zipSync(Object.fromEntries(files)), 'application/zip');
      }
      return `Сохранено: ${plural(grades.length, 'студент', 'студента', 'студентов')}.`;
    },
    async load(files) {
      let taken = 0;
      const failed: string[] = [];
      for (const file of files) {
        try {
          for (const text of await gradeTexts(file)) {
            const { grade } = parseGradeFile(text);
            await book.save(grade);
            taken += 1;
          }
        } catch (error) {
          if (!(error instanceof ParseError || error instanceof SyntaxError)) throw error;
          failed.push(file.name);
        }
      }
      changed();
      const words = `Загружено оценок: ${taken}.`;
      return failed.length === 0 ? words : `${words} Не читаются: ${failed.slice(0, 5).join(', ')}.`;
    },
  };
}

const csvType = 'text/csv;charset=utf-8';

function nameOf({ group, name }: Grade, extension: string): string {
  return safeFileName([group, name], extension);
}

/** Saves the grades of one report. */
export function saveGradeFile(grade: Grade, rubric: Rubric): void {
  saveFile(nameOf(grade, 'json'), toGradeFile(grade, rubric), 'application/json');
}

/** Saves the graded copy of one report. */
export function saveCopyOf(report: OpenReport, grade: Grade, surroundings: Surroundings): void {
  saveFile(nameOf(grade, 'html'), copyOf(report, grade, surroundings), 'text/html;charset=utf-8');
}

function copyOf(report: OpenReport, grade: Grade, { book, steps, material }: Surroundings): string {
  const modelOf = (question: string) => material.modelAnswer(question)?.textContent ?? '';
  return gradedCopy({ report, grade, rubric: book.rubric, steps, modelOf });
}
