import { badPath } from './file-errors.ts';

/** The names that lead from the workspace to a file: at least one, the last is the file's. */
export type PathNames = readonly [string, ...string[]];

const maxDepth = 4;
// An allow-list: what it leaves out (`/ \ : % NUL < > | * ?`, control and bidi characters) means something to some system.
const saneName = /^[\p{L}\p{N}\p{M}_.@+\-()[\] ]+$/u;
// Windows opens a device under these names, with any extension.
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

function refuseName(name: string): string | null {
  if (name === '') return 'есть пустая часть (две косые черты подряд, в начале или в конце)';
  if (name === '.' || name === '..') return 'есть «.» или «..»';
  if (Buffer.byteLength(name) > 255) return 'есть часть длиннее 255 байт';
  if (!saneName.test(name)) return 'есть знак, который в именах не годится';
  if (name !== name.trim() || name.endsWith('.')) return 'есть пробел по краям или точка в конце';
  if (name !== name.normalize('NFC')) return 'буквы записаны в разложенном виде (не NFC)';
  if (deviceName.test(name)) return 'стоит имя устройства Windows';
  return null;
}

/**
 * Checks the names of a path below the workspace, already decoded, without looking at the disk.
 * @throws LabError `file-path`
 */
export function parseNames(names: readonly string[]): PathNames {
  const [first, ...rest] = names;
  if (first === undefined) throw badPath('ничего нет');
  if (names.length > maxDepth) throw badPath(`больше ${maxDepth} частей`);
  for (const name of names) {
    const why = refuseName(name);
    if (why !== null) throw badPath(why);
  }
  return [first, ...rest];
}

/** Reads a path as scripts and pages write it: names with `/` between them. */
export function parseWorkspacePath(path: string): PathNames {
  return parseNames(path.split('/'));
}

/** Two names with the same key are one file on a disk that folds case. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLocaleUpperCase('en').toLocaleLowerCase('en');
}
