import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, open, realpath, rename, rm, unlink, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LabError } from '../lab-error.ts';
import { inFolder, withFile, type OpenFile, type Walk } from './beneath.ts';
import { fileChanged, fileMissing } from './file-errors.ts';
import { isCutShort, openIntents, type Intent } from './intent.ts';
import { listFiles, type Found } from './listing.ts';
import type { PathNames } from './path.ts';
import { decodeText, encodeText, hashOf, readBytes } from './text.ts';

/** A file's text with the hash of its bytes. */
export type Content = { readonly text: string; readonly hash: string };

/** The workspace's folder: safe paths, whole files. It knows nothing of the journal. */
export type Disk = {
  readonly root: string;
  list(): Promise<Found[]>;
  read(names: PathNames): Promise<Content>;
  /**
   * Writes a whole text in place; the file is on disk when it returns, and `done` was called before the way back is gone.
   * @param ifHash the hash that the file must have now; null writes whatever stands there
   * @throws LabError `file-changed` when the file has another hash
   */
  save(names: PathNames, save: Omit<Intent, 'path' | 'before'>, ifHash: string | null, done: Done): Promise<Content>;
  /** Moves what stands at a path, whatever it is, into the folder beside the workspace. */
  putAside(names: PathNames): Promise<void>;
  /** Finishes the saves that a crash cut short. */
  recover(done: (path: string, hash: string, by: Intent['by']) => void): Promise<void>;
};

type Done = (hash: string) => void;

async function overwrite(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, offset, bytes.length - offset, offset);
    offset += bytesWritten;
  }
  // Cut last: a reader in between sees a mixture for a moment, never an empty file.
  await handle.truncate(bytes.length);
  await handle.sync();
}

/** Makes the folder with the lab's files whole, or not at all. */
async function makeFolder(dir: string, texts: ReadonlyMap<string, string>): Promise<void> {
  const making = join(dirname(dir), `.${basename(dir)}.new`);
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true });
  // Readable for all, whatever the umask: containers read these files as users of their own.
  await chmod(making, 0o755);
  for (const [name, text] of texts) {
    await using file = await open(join(making, name), 'wx', 0o644);
    await file.chmod(0o644);
    await file.writeFile(text);
    await file.sync();
  }
  await rename(making, dir);
}

/** Opens the folder, or makes it with the given texts. */
export async function openDisk(dir: string, texts: ReadonlyMap<string, string>, walk?: Walk): Promise<Disk> {
  if (!existsSync(dir)) await makeFolder(dir, texts);
  const root = await realpath(dir);
  const way = walk ?? (existsSync('/proc/self/fd') ? 'descriptor' : 'path');
  const saves = `${root}.saves`;
  const intents = await openIntents(saves);

  async function readOpen({ handle }: OpenFile, names: PathNames): Promise<Content> {
    const bytes = await readBytes(handle, names.join('/'));
    return { text: decodeText(bytes, names.join('/')), hash: hashOf(bytes) };
  }

  async function readOrNull(names: PathNames): Promise<Content | null> {
    try {
      return await withFile(root, names, 'read', way, (file) => readOpen(file, names));
    } catch (error) {
      if (error instanceof LabError && error.code === 'file-missing') return null;
      throw error;
    }
  }

  /** Writes over an open file, and puts the old text back when the disk refuses in the middle. */
  async function replace({ handle, stillThere }: OpenFile, intent: Intent, done: Done): Promise<Content> {
    const bytes = encodeText(intent.text, intent.path);
    const putBack = async (): Promise<void> => {
      await overwrite(handle, encodeText(intent.before ?? '', intent.path));
      await intents.end(intent, 'done');
    };
    try {
      await overwrite(handle, bytes);
    } catch (error) {
      await putBack();
      throw error;
    }
    if (!(await stillThere())) {
      // Somebody put another file in its place meanwhile; theirs stands, and ours is kept aside.
      await intents.end(intent, 'keep');
      throw fileChanged(intent.path);
    }
    const hash = hashOf(bytes);
    try {
      done(hash);
    } catch (error) {
      // A save that cannot be written down is none: the next look would take it for somebody else's.
      await putBack();
      throw error;
    }
    await intents.end(intent, 'done');
    return { text: intent.text, hash };
  }

  async function create(names: PathNames, intent: Intent, done: Done): Promise<Content> {
    await intents.begin(intent);
    return withFile(root, names, 'create', way, async (file) => {
      await file.handle.chmod(0o644);
      const content = await replace(file, intent, done).catch(async (error: unknown) => {
        // Another one's file in its place is theirs.
        if (await file.stillThere()) await unlink(join(file.folder.children, basename(intent.path)));
        throw error;
      });
      await using folder = await open(file.folder.children, 'r');
      await folder.sync();
      return content;
    });
  }

  return {
    root,
    list: () => listFiles(root, way),
    async read(names) {
      const content = await readOrNull(names);
      if (content === null) throw fileMissing(names.join('/'));
      return content;
    },
    async save(names, { text, by }, ifHash, done) {
      const path = names.join('/');
      encodeText(text, path);
      if (!existsSync(root)) await mkdir(root, { recursive: true });
      if ((await readOrNull(names)) === null) {
        if (ifHash !== null) throw fileChanged(path);
        return create(names, { path, before: null, text, by }, done);
      }
      return withFile(root, names, 'write', way, async (file) => {
        const present = await readOpen(file, names);
        if (ifHash !== null && ifHash !== present.hash) throw fileChanged(path);
        if (present.text === text) return present;
        const intent = { path, before: present.text, text, by };
        await intents.begin(intent);
        return replace(file, intent, done);
      });
    },
    async putAside(names) {
      const name = names.at(-1) ?? names[0];
      const aside = await mkdtemp(join(saves, 'aside-'));
      await inFolder(root, names.slice(0, -1), { walk: way, makeMissing: false }, ({ children }) =>
        rename(join(children, name), join(aside, name)),
      );
    },
    async recover(done) {
      for (const intent of await intents.unfinished()) {
        const [first = '', ...rest] = intent.path.split('/');
        await finish([first, ...rest], intent, done);
      }
    },
  };

  async function finish(
    names: PathNames,
    intent: Intent,
    done: (path: string, hash: string, by: Intent['by']) => void,
  ) {
    const told = (hash: string) => done(intent.path, hash, intent.by);
    const text = encodeText(intent.text, intent.path);
    try {
      const present = await withFile(root, names, 'read', way, (file) => readBytes(file.handle, intent.path));
      if (Buffer.compare(present, text) === 0) {
        told(hashOf(text));
        await intents.end(intent, 'done');
      } else if (isCutShort(present, Buffer.from(intent.before ?? ''), text)) {
        await withFile(root, names, 'write', way, (file) => replace(file, intent, told));
      } else {
        await intents.end(intent, 'keep');
      }
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      if (error.code === 'file-missing' && intent.before === null) await create(names, intent, told);
      else await intents.end(intent, 'keep');
    }
  }
}
