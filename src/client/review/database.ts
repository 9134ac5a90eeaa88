import { ParseError, parseString } from '#protocol/parse.ts';
import { type Grade, parseGrade } from './grade.ts';
import { type Rubric, parseRubric } from './rubric.ts';
import type { KnownSigners } from './signers.ts';

/** Where grades and the rubric are kept: in this browser, and nowhere else. */
export type GradeStore = {
  readGrade(key: string): Promise<Grade | null>;
  readGrades(): Promise<readonly Grade[]>;
  writeGrade(grade: Grade): Promise<void>;
  readRubric(): Promise<Rubric | null>;
  writeRubric(rubric: Rubric | null): Promise<void>;
  readSigners(): Promise<KnownSigners>;
  /** Keeps the name that a key was seen with first. */
  writeSigner(key: string, name: string): Promise<void>;
};

const name = 'lab-review';

/** Opens the store; without IndexedDB, as in some private windows, the promise is refused. */
export async function openGradeStore(): Promise<GradeStore> {
  const opening = indexedDB.open(name, 1);
  opening.addEventListener('upgradeneeded', () => {
    opening.result.createObjectStore('grades', { keyPath: 'key' });
    opening.result.createObjectStore('settings');
    opening.result.createObjectStore('signers');
  });
  const database = await result(opening);
  const store = (kind: 'grades' | 'settings' | 'signers', mode: IDBTransactionMode) =>
    database.transaction(kind, mode).objectStore(kind);
  return {
    async readGrade(key) {
      return readable(await result<unknown>(store('grades', 'readonly').get(key)), (value) =>
        parseGrade(value, 'grade'),
      );
    },
    async readGrades() {
      const kept = await result<unknown[]>(store('grades', 'readonly').getAll());
      return kept.map((value) => readable(value, (one) => parseGrade(one, 'grade'))).filter((grade) => grade !== null);
    },
    async writeGrade(grade) {
      await result(store('grades', 'readwrite').put(grade));
    },
    async readRubric() {
      return readable(await result<unknown>(store('settings', 'readonly').get('rubric')), (value) =>
        parseRubric(value, 'rubric'),
      );
    },
    async writeRubric(rubric) {
      const settings = store('settings', 'readwrite');
      if (rubric === null) await result(settings.delete('rubric'));
      else await result(settings.put(rubric, 'rubric'));
    },
    async readSigners() {
      const signers = store('signers', 'readonly');
      const [keys, names] = await Promise.all([result(signers.getAllKeys()), result<unknown[]>(signers.getAll())]);
      return new Map(
        keys.map((key, index) => [parseString(key, 'key', 128), parseString(names[index], 'name', 1_024)]),
      );
    },
    async writeSigner(key, name) {
      const signers = store('signers', 'readwrite');
      if ((await result<unknown>(signers.get(key))) === undefined) await result(signers.put(name, key));
    },
  };
}

/** What another version kept differently counts as not kept. */
function readable<Value>(value: unknown, parse: (value: unknown) => Value): Value | null {
  if (value === undefined) return null;
  try {
    return parse(value);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    console.warn('What was kept in this browser is not readable', error);
    return null;
  }
}

function result<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB did not answer')));
    request.addEventListener('blocked', () => reject(new Error('Another tab holds an older version of the grades')));
  });
}
