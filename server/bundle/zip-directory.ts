import { damaged, notAReport, suspicious, tooMuch } from './bundle-error.ts';
import { bundleLimits } from './limits.ts';
import { decodeUtf8 } from './utf8.ts';
import { headerLengths, signatures, type ZipEntry } from './zip-format.ts';

/** A file of an archive, and where its bytes are. */
export type FoundEntry = ZipEntry & { readonly bytesBegin: number };

export type Directory = {
  /** In the order of the directory, without folders. */
  readonly entries: readonly FoundEntry[];
  /** Where the directory begins. */
  readonly begins: number;
};

const encrypted = 1;
/** The sizes stand behind the bytes; other programs write archives so. */
const sizesFollow = 1 << 3;
const symlink = 0o120000;
const kindOfFile = 0o170000;
const longestComment = 0xffff;
/** Letters, digits, `-`, `_` and dots inside of names: nothing that leads out of a folder or looks like something else. */
const safePath = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/;

/**
 * Reads the list of an archive's files, and compares it with what stands before each file.
 * @throws BundleError
 */
export function readDirectory(bytes: Uint8Array): Directory {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  const length = view.getUint32(end + 12, true);
  const begins = view.getUint32(end + 16, true);
  if (count > bundleLimits.entries) throw tooMuch(`В архиве больше ${bundleLimits.entries} файлов.`);
  if (view.getUint16(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count || begins + length !== end) {
    throw notAReport('Оглавление архива не сходится с его размером: файл оборван, склеен или изменён.');
  }
  const entries: FoundEntry[] = [];
  let at = begins;
  for (let index = 0; index < count; index += 1) {
    const { entry, next } = readCentral(view, bytes, at, end);
    if (!entry.path.endsWith('/')) entries.push({ ...entry, bytesBegin: compareLocal(view, bytes, entry, begins) });
    at = next;
  }
  if (at !== end) throw notAReport('В оглавлении архива есть лишнее: файл изменён.');
  refuseTraps(entries, bytes.length);
  return { entries, begins };
}

function findEnd(view: DataView): number {
  const last = view.byteLength - headerLengths.end;
  for (let at = last; at >= Math.max(0, last - longestComment); at -= 1) {
    if (view.getUint32(at, true) === signatures.end && view.getUint16(at + 20, true) === last - at) return at;
  }
  throw notAReport('Файл не похож на zip-архив или скачан не до конца.');
}

function readCentral(view: DataView, bytes: Uint8Array, at: number, end: number) {
  if (at + headerLengths.central > end || view.getUint32(at, true) !== signatures.central) {
    throw notAReport('Оглавление архива не читается: файл оборван или изменён.');
  }
  const pathLength = view.getUint16(at + 28, true);
  const next = at + headerLengths.central + pathLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  if (next > end) throw notAReport('Оглавление архива обрывается.');
  const path = readPath(bytes.subarray(at + headerLengths.central, at + headerLengths.central + pathLength));
  const mode = view.getUint32(at + 38, true) >>> 16;
  if ((mode & kindOfFile) === symlink) throw suspicious(`Вместо файла ${path} в архиве лежит ссылка.`);
  const flags = view.getUint16(at + 8, true);
  if ((flags & encrypted) !== 0) throw suspicious(`Файл ${path} в архиве зашифрован.`);
  const entry: ZipEntry = {
    path,
    method: view.getUint16(at + 10, true),
    time: view.getUint32(at + 12, true),
    crc: view.getUint32(at + 16, true),
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
  };
  if (entry.method !== 0 && entry.method !== 8) throw suspicious(`Файл ${path} сжат незнакомым способом.`);
  if (entry.method === 0 && entry.packed !== entry.size) throw damaged(`Размер файла ${path} в архиве указан неверно.`);
  return { entry, next };
}

/** Two lists that differ would show one program this file and another program that one. */
function compareLocal(view: DataView, bytes: Uint8Array, entry: ZipEntry, begins: number): number {
  const { offset, path } = entry;
  const differs = () => damaged(`Заголовок файла ${path} не сходится с оглавлением архива.`);
  if (offset + headerLengths.local > begins || view.getUint32(offset, true) !== signatures.local) throw differs();
  const pathLength = view.getUint16(offset + 26, true);
  const bytesBegin = offset + headerLengths.local + pathLength + view.getUint16(offset + 28, true);
  if (bytesBegin + entry.packed > begins) throw differs();
  const name = bytes.subarray(offset + headerLengths.local, offset + headerLengths.local + pathLength);
  if (decodeUtf8(name) !== path || view.getUint16(offset + 8, true) !== entry.method) throw differs();
  const areSizesThere = (view.getUint16(offset + 6, true) & sizesFollow) === 0;
  const same =
    view.getUint32(offset + 14, true) === entry.crc &&
    view.getUint32(offset + 18, true) === entry.packed &&
    view.getUint32(offset + 22, true) === entry.size;
  if (areSizesThere && !same) throw differs();
  return bytesBegin;
}

function readPath(bytes: Uint8Array): string {
  const path = decodeUtf8(bytes);
  if (path === null) throw suspicious('Имя файла в архиве записано не в UTF-8.');
  const folder = path.endsWith('/') ? path.slice(0, -1) : path;
  if (path.length <= bundleLimits.pathLength && safePath.test(folder)) return path;
  throw suspicious(`Имя файла в архиве ведёт в чужую папку или содержит недопустимые знаки: «${printable(path)}».`);
}

function refuseTraps(entries: readonly FoundEntry[], archive: number): void {
  const paths = new Set<string>();
  let expanded = 0;
  let end = 0;
  for (const entry of entries.toSorted((one, other) => one.offset - other.offset)) {
    // Also where a disk does not tell letters apart by their case.
    const name = entry.path.toLowerCase();
    if (paths.has(name)) throw suspicious(`Файл ${entry.path} в архиве дважды.`);
    paths.add(name);
    if (entry.offset < end) throw suspicious(`Файл ${entry.path} в архиве лежит поверх другого.`);
    end = entry.bytesBegin + entry.packed;
    expanded += entry.size;
  }
  const { expanded: most, ratio, alwaysExpanded } = bundleLimits;
  if (expanded > most) throw tooMuch(`Распакованный отчёт занял бы больше ${most / 1_048_576} МБ.`);
  if (expanded > alwaysExpanded && expanded > archive * ratio) {
    throw tooMuch(`Распакованный отчёт был бы более чем в ${ratio} раз больше самого архива.`);
  }
}

/** A stranger's name as it can stand in a sentence. */
function printable(path: string): string {
  return path.slice(0, 80).replaceAll(/[^\p{L}\p{N} ./\\_-]/gu, '�');
}
