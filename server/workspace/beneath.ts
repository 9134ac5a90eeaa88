import { constants, type BigIntStats } from 'node:fs';
import { lstat, mkdir, open, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../lab-error.ts';
import { caseClash, diskRefuses, fileChanged, fileMissing, notPlain } from './file-errors.ts';
import { foldName, type PathNames } from './path.ts';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants;

/**
 * How the children of an open folder are named. `descriptor`: through /proc/self/fd, so that nothing that happens to
 * the folder's path matters (Linux). `path`: by the path, and every step is compared again after the opening.
 */
export type Walk = 'descriptor' | 'path';

/**
 * Walked by path, the file and its folders can only be compared one after another, and a swap that keeps pace can show
 * each what it wants to see; it would have to do so this many times in a row.
 */
const pathRounds = 5;

/** A folder of the workspace, open; `children` is the name that its entries are reached under. */
export type Folder = { readonly children: string; readonly verify: () => Promise<boolean> };

type Link = { readonly handle: FileHandle; readonly path: string };

function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

/** Turns what the system answers into what a person reads; everything unexpected stays as it is. */
function readable(path: string, error: unknown): unknown {
  if (error instanceof LabError || !isErrno(error)) return error;
  switch (error.code) {
    case 'ENOENT':
      return fileMissing(path);
    case 'EEXIST':
      return fileChanged(path);
    case 'ELOOP':
    case 'ENOTDIR':
      return notPlain(path, 'символическая ссылка, или на пути к нему не папка');
    case 'EISDIR':
      return notPlain(path, 'папка');
    case 'ENXIO':
      return notPlain(path, 'канал или сокет');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EIO':
      return diskRefuses(path, error);
    default:
      return error;
  }
}

/** Says what else than a plain file of its own this is, or null. */
export function unlikePlain(stats: BigIntStats): string | null {
  if (stats.isSymbolicLink()) return 'символическая ссылка';
  if (stats.isDirectory()) return 'папка';
  if (stats.isFIFO()) return 'именованный канал';
  if (stats.isSocket()) return 'сокет';
  if (!stats.isFile()) return 'устройство';
  if (stats.nlink > 1n) return 'жёсткая ссылка: у файла есть второе имя';
  return null;
}

function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return one.ino === other.ino && one.dev === other.dev;
}

async function stands({ handle, path }: Link): Promise<boolean> {
  try {
    return isSame(await handle.stat({ bigint: true }), await lstat(path, { bigint: true }));
  } catch (error) {
    if (isErrno(error) && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Finds `name` in a folder to the letter; the same name in another case is refused, whatever the disk thinks of it. */
async function refuseOtherCase(folder: string, name: string, path: string): Promise<void> {
  const names = await readdir(folder);
  if (names.includes(name)) return;
  const key = foldName(name);
  const other = names.find((candidate) => foldName(candidate) === key);
  if (other !== undefined) throw caseClash(path, other);
}

/**
 * Opens the folder that `names` lead to from `root`, name by name, never through a link, and hands it to `use`.
 * @param makeMissing whether folders that are missing are made
 */
export async function inFolder<Result>(
  root: string,
  names: readonly string[],
  { walk, makeMissing }: { readonly walk: Walk; readonly makeMissing: boolean },
  use: (folder: Folder) => Promise<Result>,
): Promise<Result> {
  await using opened = new AsyncDisposableStack();
  const links: Link[] = [];
  const enter = async (place: string, path: string) => {
    const handle = opened.use(await open(place, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
    links.push({ handle, path });
    return walk === 'descriptor' ? `/proc/self/fd/${handle.fd}` : path;
  };
  let path = root;
  let children = await enter(root, root);
  for (const name of names) {
    path = join(path, name);
    await refuseOtherCase(children, name, names.join('/'));
    const place = join(children, name);
    if (makeMissing) await makeFolder(place);
    children = await enter(place, path);
  }
  const verify = async () => {
    if (walk === 'descriptor') return true;
    for (const link of links) if (!(await stands(link))) return false;
    return true;
  };
  // Awaited here: what is returned unawaited outlives the open folders.
  return await use({ children, verify });
}

async function makeFolder(place: string): Promise<void> {
  try {
    await mkdir(place, { mode: 0o755 });
  } catch (error) {
    if (!isErrno(error) || error.code !== 'EEXIST') throw error;
  }
}

/** An open plain file of the workspace with the folder it stands in. */
export type OpenFile = {
  readonly handle: FileHandle;
  readonly folder: Folder;
  /** Whether the path still leads to this very file. */
  readonly stillThere: () => Promise<boolean>;
};

export type OpenMode = 'read' | 'write' | 'create';

/**
 * Opens a plain file below `root` and hands it to `use`: no link on the way or at its end (F3), no second name,
 * pipe, device or folder (F4), no name that differs in case only (F6). Nothing is truncated.
 * @throws LabError `file-missing`, `file-not-plain`, `file-name-case`, `file-denied`
 */
export async function withFile<Result>(
  root: string,
  names: PathNames,
  mode: OpenMode,
  walk: Walk,
  use: (file: OpenFile) => Promise<Result>,
): Promise<Result> {
  const path = names.join('/');
  const name = names.at(-1) ?? names[0];
  try {
    return await inFolder(root, names.slice(0, -1), { walk, makeMissing: mode === 'create' }, async (folder) => {
      await refuseOtherCase(folder.children, name, path);
      const place = join(folder.children, name);
      await using handle = await openPlain(place, path, mode);
      const stillThere = async () => {
        for (let round = 0; round < (walk === 'descriptor' ? 1 : pathRounds); round += 1) {
          if (!(await stands({ handle, path: place })) || !(await folder.verify())) return false;
        }
        return true;
      };
      if (!(await stillThere())) throw notPlain(path, 'файл, который подменили, пока он открывался');
      return await use({ handle, folder, stillThere });
    });
  } catch (error) {
    throw readable(path, error);
  }
}

async function openPlain(place: string, path: string, mode: OpenMode): Promise<FileHandle> {
  const common = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  // Walked by path, a swap at this instant can leave an empty new file outside; it is seen at once and never written to.
  if (mode === 'create') return open(place, common | O_RDWR | O_CREAT | O_EXCL, 0o644);
  // Looked at before it is opened: opening a device can already do something.
  const before = unlikePlain(await lstat(place, { bigint: true }));
  if (before !== null) throw notPlain(path, before);
  const handle = await open(place, common | (mode === 'read' ? O_RDONLY : O_RDWR));
  try {
    const after = unlikePlain(await handle.stat({ bigint: true }));
    if (after !== null) throw notPlain(path, after);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}
