import { fineDisk, type DiskState } from '#protocol/disk.ts';

/** What the system says of the disk that a folder lies on. */
export type DiskFigures = {
  readonly folder: string;
  readonly freeBytes: number;
  /** Null where the file system does not count them. */
  readonly freeFiles: number | null;
  readonly writable: boolean;
};

const mib = 1_048_576;
/** What a run may still come to need: its recordings and its versions of files 16 MiB each, its journal as much again. */
const lowBytes = 48 * mib;
/** A store that grows by a page, a file that is saved through a draft: below this one of them fails. */
const fullBytes = mib;
const lowFiles = 500;
const fullFiles = 8;

const keep = 'Всё, что записано раньше, цело; когда место появится, лаборатория продолжит сама.';
const free = 'Освободите место, например: docker image prune.';

/** Says of a disk whether a student is to be warned, and in which words. */
export function judgeDisk({ folder, freeBytes, freeFiles, writable }: DiskFigures): DiskState {
  if (!writable) {
    const problem = `В папку ${folder} нельзя писать: она доступна только для чтения. Всё, что записано раньше, цело. Верните право записи, и лаборатория продолжит сама.`;
    return { state: 'full', problem };
  }
  if (freeBytes < fullBytes)
    return { state: 'full', problem: `На диске с папкой ${folder} нет места. ${keep} ${free}` };
  if (freeFiles !== null && freeFiles < fullFiles) {
    return { state: 'full', problem: `На диске с папкой ${folder} больше нельзя создать ни одного файла. ${keep}` };
  }
  if (freeBytes < lowBytes) {
    const left = `осталось ${Math.floor(freeBytes / mib)} МиБ (папка ${folder})`;
    return { state: 'low', problem: `Сейчас ещё сохраняется всё, ${left}. ${free}` };
  }
  if (freeFiles !== null && freeFiles < lowFiles) {
    const left = `создать можно ещё ${freeFiles} (папка ${folder})`;
    return { state: 'low', problem: `Сейчас ещё сохраняется всё, но файлов ${left}. Удалите лишние файлы.` };
  }
  return fineDisk;
}
