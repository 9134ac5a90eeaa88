import type { GradeStore } from './database.ts';
import { type Grade, emptyGrade } from './grade.ts';
import type { Rubric } from './rubric.ts';
import type { KnownSigners } from './signers.ts';
import type { ReportSummary } from './summary.ts';

/** The grades, the rubric and the keys seen before, as the page works with them. */
export type GradeBook = {
  readonly rubric: Rubric;
  /** As they were when the page was opened. */
  readonly signers: KnownSigners;
  /** The grade of a report; an empty one where none was given. */
  gradeOf(report: Pick<ReportSummary, 'key' | 'run' | 'name' | 'group'>): Grade;
  save(grade: Grade): Promise<void>;
  /** Reads again what another tab may have written. */
  refresh(): Promise<void>;
  /** Null: as the lab proposes. */
  saveRubric(rubric: Rubric | null): Promise<void>;
  /** Keeps whose name a key was seen with; failing is no loss. */
  noteSigner(summary: ReportSummary): void;
};

/**
 * Reads what is kept; without a store the book lives as long as the page, and saving is refused.
 * @param proposed the rubric that counts while no other is kept
 */
export async function openGradeBook(store: GradeStore | null, proposed: Rubric): Promise<GradeBook> {
  const grades = new Map<string, Grade>();
  const signers: KnownSigners = (await store?.readSigners()) ?? new Map();
  let rubric = proposed;
  await refresh();
  async function refresh(): Promise<void> {
    if (store === null) return;
    for (const grade of await store.readGrades()) grades.set(grade.key, grade);
    rubric = (await store.readRubric()) ?? proposed;
  }

  /** Keys that were told of already: a table that is drawn anew tells of all of them. */
  const noted = new Set<string>();

  const kept = () => {
    if (store === null) throw new Error('This browser keeps nothing');
    return store;
  };
  return {
    get rubric() {
      return rubric;
    },
    signers,
    gradeOf: (report) => grades.get(report.key) ?? emptyGrade(report),
    async save(grade) {
      grades.set(grade.key, grade);
      await kept().writeGrade(grade);
    },
    refresh,
    async saveRubric(next) {
      rubric = next ?? proposed;
      await kept().writeRubric(next);
    },
    noteSigner({ name, integrity }) {
      const { signer, state } = integrity;
      if (signer === null || state !== 'intact' || noted.has(signer)) return;
      noted.add(signer);
      store?.writeSigner(signer, name).catch((error: unknown) => console.info('A key is not kept', error));
    },
  };
}
