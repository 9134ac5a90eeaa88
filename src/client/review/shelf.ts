import type { Fingerprint } from '#bundle/fingerprint.ts';
import { bundleLimits } from '#bundle/limits.ts';
import type { Reader } from './reader.ts';
import { type ReadProblem, UnreadableReport } from './report.ts';
import type { ReportSummary } from './summary.ts';

/** A file on the shelf. The file itself stays on the disk; kept are its handle and what the table shows. */
export type Entry = {
  readonly id: number;
  readonly file: File;
  readonly state: 'waiting' | 'read' | 'failed' | 'twin' | 'stopped';
  readonly summary: ReportSummary | null;
  readonly problem: ReadProblem | null;
};

/** The reports that were brought to the page. */
export type Shelf = {
  readonly entries: readonly Entry[];
  /** Adds files; those of the same name, size and date as one that is there are left out, and their number is returned. */
  add(files: readonly File[]): number;
  remove(id: number): void;
  retry(id: number): void;
  /** Stops the reading; what is read stays. */
  stop(): void;
  dispose(): void;
};

export type ShelfOptions = {
  readonly reader: Pick<Reader, 'summarise'>;
  /** Called with every report that was read. */
  readonly read: (key: string, fingerprint: Fingerprint) => void;
  /** Called after every change. */
  readonly changed: () => void;
};

/** Makes an empty shelf that reads what is put on it, one after another, in the order of coming. */
export function createShelf({ reader, read, changed }: ShelfOptions): Shelf {
  let entries: readonly Entry[] = [];
  let count = 0;
  const leaving = new Map<number, AbortController>();

  function change(id: number, next: Partial<Entry>): void {
    if (!entries.some((entry) => entry.id === id)) return;
    entries = entries.map((entry) => (entry.id === id ? { ...entry, ...next } : entry));
    changed();
  }

  async function take({ id, file }: Entry): Promise<void> {
    const controller = new AbortController();
    leaving.set(id, controller);
    if (file.size > bundleLimits.archive) return change(id, { state: 'failed', problem: tooLarge(file.size) });
    try {
      const { summary, fingerprint } = await reader.summarise(file, controller.signal);
      const twin = entries.find((entry) => entry.summary?.key === summary.key && entry.id !== id);
      if (twin === undefined) {
        read(summary.key, fingerprint);
        change(id, { state: 'read', summary, problem: null });
      } else change(id, { state: 'twin', problem: sameAs(twin) });
    } catch (error) {
      if (controller.signal.aborted) return change(id, { state: 'stopped' });
      change(id, { state: 'failed', problem: problemOf(error) });
    } finally {
      leaving.delete(id);
    }
  }

  return {
    get entries() {
      return entries;
    },
    add(files) {
      const fresh = files.filter((file) => !entries.some((entry) => isSameFile(entry.file, file)));
      const added = fresh.map((file): Entry => {
        count += 1;
        return { id: count, file, state: 'waiting', summary: null, problem: null };
      });
      entries = [...entries, ...added];
      changed();
      for (const entry of added) void take(entry);
      return files.length - fresh.length;
    },
    remove(id) {
      leaving.get(id)?.abort();
      entries = entries.filter((entry) => entry.id !== id);
      changed();
    },
    retry(id) {
      const entry = entries.find((one) => one.id === id);
      if (entry === undefined || leaving.has(id)) return;
      change(id, { state: 'waiting', problem: null });
      void take(entry);
    },
    stop() {
      for (const controller of leaving.values()) controller.abort();
    },
    dispose() {
      for (const controller of leaving.values()) controller.abort();
    },
  };
}

function isSameFile(one: File, other: File): boolean {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}

function problemOf(error: unknown): ReadProblem {
  if (error instanceof UnreadableReport) return error.problem;
  console.error(error);
  return { title: 'Отчёт не прочитан', message: 'Чтение прервалось.', hint: 'Попробуйте ещё раз.' };
}

function tooLarge(bytes: number): ReadProblem {
  const mebibytes = (size: number) => Math.ceil(size / 1024 / 1024);
  return {
    title: 'Файл слишком велик',
    message: `В нём ${mebibytes(bytes)} МиБ, а отчёт не бывает больше ${mebibytes(bundleLimits.archive)} МиБ.`,
    hint: 'Проверьте, тот ли это файл.',
  };
}

function sameAs({ file }: Entry): ReadProblem {
  return {
    title: 'Этот отчёт уже есть',
    message: `Тот же отчёт лежит в файле ${file.name}.`,
    hint: 'Лишний файл можно убрать из списка.',
  };
}
