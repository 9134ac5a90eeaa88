import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabFile, LabFileEntry } from '#protocol/file.ts';
import { readAll, type Journal } from '../journal/journal.ts';
import { LabError } from '../lab-error.ts';
import type { Walk } from './beneath.ts';
import { openDisk, type Content } from './disk.ts';
import { diskRefuses, isRefusalOfDisk, noOriginal } from './file-errors.ts';
import type { Found } from './listing.ts';
import { readOriginals } from './originals.ts';
import { parseWorkspacePath, type PathNames } from './path.ts';
import { watchFolder } from './stir.ts';
import { encodeText, hashOf } from './text.ts';
import { openVersions, type Versions } from './versions.ts';

/** Who changed a file: the page or a script through the API, anything else, or «Вернуть исходный». */
export type ChangedBy = 'page' | 'outside' | 'reset';

/** The run's own copy of `lab-files/`, which its commands work in. */
export type Workspace = AsyncDisposable & {
  readonly dir: string;
  /** The lab's files first, then the student's own; at most 200. */
  list(): Promise<LabFileEntry[]>;
  /** @throws LabError `file-path`, `file-missing`, `file-not-plain`, `file-not-text`, `file-too-large`, `file-name-case` */
  read(path: string): Promise<LabFile>;
  /**
   * Writes a file; it is on disk and in the journal when this returns.
   * @param ifHash the hash that the writer saw last, so that nobody's text is lost; null writes in any case
   * @throws LabError `file-changed` (412), and those of `read`
   */
  write(path: string, text: string, ifHash: string | null): Promise<LabFile>;
  /** Puts one of the lab's files back to its original; `ifHash` as for `write`. */
  reset(path: string, ifHash?: string | null): Promise<LabFile>;
  /** Puts all of the lab's files back, and the student's own files aside into a folder beside the workspace. */
  resetAll(): Promise<void>;
  /** The texts that its files have had in this run. */
  readonly versions: Pick<Versions, 'initial' | 'text'>;
  /** Tells every change with the new hash; the hash is empty when the file is gone. */
  onChange(listener: (path: string, hash: string, by: ChangedBy) => void): Disposable;
};

export type WorkspaceOptions = {
  readonly dir: string;
  /** The lab's `lab-files/`. */
  readonly originals: string;
  readonly journal: Pick<Journal, 'append' | 'read'>;
  /** How folders are walked; by descriptors where the system can. */
  readonly walk?: Walk;
};

/** What Docker and Compose read, whoever has written it. */
const configOfAStack =
  /(?:^|\/)(?:Dockerfile[\w.-]*|(?:docker-)?compose[\w.-]*\.ya?ml|[\w.-]+\.cfg|postgres[\w.-]*\.ya?ml)$/i;

type Known = { readonly hash: string; readonly signature: string | null; readonly missed: boolean };

/** Runs tasks one after another. */
function createQueue(): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let tail: Promise<unknown> = Promise.resolve();
  return (task) => {
    const run = tail.then(task);
    // A task's failure is its caller's; the next one only waits for the end.
    tail = run.then(
      () => undefined,
      () => undefined,
    );
    return run;
  };
}

/** The hash of each file as the journal knows it: the last save since the run began, else the original. */
function readBaseline(journal: Pick<Journal, 'read'>, originals: ReadonlyMap<string, string>): Map<string, Known> {
  const unread = (hash: string): Known => ({ hash, signature: null, missed: false });
  const baseline = new Map([...originals].map(([path, text]) => [path, unread(hashOf(text))]));
  for (const { body } of readAll(journal, 1, ['file-saved'])) {
    if (body.kind === 'file-saved') baseline.set(body.path, unread(body.hash));
  }
  return baseline;
}

/** Opens the workspace in `dir`, or makes it from the originals; finishes what a crash cut short. */
export async function openWorkspace({ dir, originals, journal, walk }: WorkspaceOptions): Promise<Workspace> {
  const { texts, proposed } = await readOriginals(originals);
  const disk = await openDisk(dir, texts, walk);
  const known = readBaseline(journal, texts);
  const versions = await openVersions({
    dir: `${disk.root}.versions`,
    originals: texts,
    proposed,
    isCurrent: (hash) => [...known.values()].some((file) => file.hash === hash),
  });
  const listeners = new Set<(path: string, hash: string, by: ChangedBy) => void>();
  const inTurn = createQueue();

  function notice(path: string, hash: string, by: ChangedBy): void {
    if (known.get(path)?.hash === hash) return;
    journal.append({ kind: 'file-saved', path, hash, by });
    known.set(path, { hash, signature: null, missed: false });
    for (const listener of listeners) listener(path, hash, by);
  }

  const isOfTheStack = (path: string) => texts.has(path) || proposed.has(path) || configOfAStack.test(path);

  async function lookAt({ path, names, signature }: Found): Promise<void> {
    const before = known.get(path);
    if (before !== undefined && !before.missed && signature !== null && before.signature === signature) return;
    const content = await readIfReadable(names);
    if (content === null) return;
    // Before the journal names it: what is named can be read. What else a student has lying here is theirs alone.
    if (isOfTheStack(path)) await versions.keep(content.text);
    notice(path, content.hash, 'outside');
    known.set(path, { hash: content.hash, signature, missed: false });
  }

  async function readIfReadable(names: PathNames): Promise<Content | null> {
    try {
      return await disk.read(names);
    } catch (error) {
      // Binary, gone, replaced by a link: whoever opens it reads why; here there is nothing to compare.
      if (error instanceof LabError) return null;
      throw error;
    }
  }

  /** Compares the folder with what is known of it. */
  async function scan(own: boolean): Promise<Found[]> {
    const found = await disk.list();
    const present = new Set(found.map(({ path }) => path));
    for (const file of found) if (own || texts.has(file.path)) await lookAt(file);
    for (const [path, state] of known) {
      if (present.has(path) || state.hash === '') continue;
      // Editors take a file away and put it back: only the second look in a row believes that it is gone.
      if (state.missed) notice(path, '', 'outside');
      else known.set(path, { ...state, missed: true });
    }
    return found;
  }

  async function scanOrLater(own: boolean): Promise<void> {
    try {
      await scan(own);
    } catch (error) {
      // A full or failing disk: nothing is marked as known, so that the next look notices the same changes.
      if (!(error instanceof LabError) && !(error instanceof Error && 'syscall' in error)) throw error;
    }
  }

  const toLabFile = (path: string, { text, hash }: Content): LabFile => ({
    path,
    text,
    hash,
    original: texts.get(path) ?? '',
    proposed: proposed.get(path) ?? null,
  });

  async function save(path: string, text: string, by: 'page' | 'reset', ifHash: string | null): Promise<LabFile> {
    const names = parseWorkspacePath(path);
    encodeText(text, path);
    try {
      await versions.keep(text);
      const content = await disk.save(names, { text, by }, ifHash, (hash) => notice(path, hash, by));
      return toLabFile(path, content);
    } catch (error) {
      // What is kept beside the file needs room too.
      throw isRefusalOfDisk(error) ? diskRefuses(path, error) : error;
    }
  }

  async function restore(path: string, text: string, ifHash: string | null): Promise<LabFile> {
    try {
      return await save(path, text, 'reset', ifHash);
    } catch (error) {
      const inTheWay = ['file-not-plain', 'file-not-text', 'file-too-large'];
      if (!(error instanceof LabError) || !inTheWay.includes(error.code)) throw error;
      await disk.putAside(parseWorkspacePath(path));
      return save(path, text, 'reset', null);
    }
  }

  async function putOwnFilesAside(): Promise<void> {
    const entries = (await readdir(disk.root)).filter((name) => !texts.has(name));
    if (entries.length === 0) return;
    const aside = `${disk.root}.before-${new Date(Date.now()).toISOString().replaceAll(':', '-')}`;
    await mkdir(aside);
    for (const name of entries) await rename(join(disk.root, name), join(aside, name));
  }

  await disk.recover((path, hash, by) => notice(path, hash, by));
  await scan(true);
  const watching = watchFolder(disk.root, (poll) => {
    void inTurn(() => scanOrLater(poll));
  });

  return {
    dir: disk.root,
    versions,
    list: () =>
      inTurn(async () => {
        const found = await scan(true);
        const rank = ({ path }: Found) => (texts.has(path) ? 0 : 1);
        return found
          .sort((one, other) => rank(one) - rank(other) || (one.path < other.path ? -1 : 1))
          .flatMap(({ path }) => {
            const hash = known.get(path)?.hash ?? '';
            const original = texts.get(path);
            return hash === '' ? [] : [{ path, hash, changed: original === undefined || hashOf(original) !== hash }];
          });
      }),
    read: async (path) => toLabFile(path, await disk.read(parseWorkspacePath(path))),
    write: (path, text, ifHash) => inTurn(() => save(path, text, 'page', ifHash)),
    reset: (path, ifHash = null) =>
      inTurn(async () => {
        const text = texts.get(parseWorkspacePath(path).join('/'));
        if (text === undefined) throw noOriginal(path);
        return restore(path, text, ifHash);
      }),
    resetAll: () =>
      inTurn(async () => {
        await putOwnFilesAside();
        for (const [path, text] of texts) await restore(path, text, null);
        await scan(true);
        await scan(true);
      }),
    onChange(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    async [Symbol.asyncDispose]() {
      watching[Symbol.dispose]();
      listeners.clear();
      await inTurn(async () => undefined);
    },
  };
}
