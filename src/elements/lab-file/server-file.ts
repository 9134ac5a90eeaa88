import type { LabFile } from '#protocol/file.ts';
import { type Api, ApiError } from '../../client/api.ts';
import { parseFileList, parseLabFile } from './parse-file.ts';

/** One file of the run as the server keeps it. */
export type ServerFile = {
  /** The file's hash and whether it differs from its original; null when the server does not list it. */
  glance(): Promise<{ readonly hash: string; readonly changed: boolean } | null>;
  /** The file, or null when it is gone. */
  read(): Promise<LabFile | null>;
  /** Saves; 'changed' when the disk has not what the text was written over. */
  save(text: string, ifHash: string | null): Promise<LabFile | 'changed'>;
  /** Puts the original back. */
  reset(ifHash: string | null): Promise<LabFile | 'changed'>;
};

async function unlessCode<Other>(code: string, other: Other, task: () => Promise<LabFile>): Promise<LabFile | Other> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof ApiError && error.code === code) return other;
    throw error;
  }
}

/** Speaks with the server about the file at `path`; failures are `ApiError`s. */
export function createServerFile(api: Api, path: string): ServerFile {
  const address = `/api/files/${path.split('/').map(encodeURIComponent).join('/')}`;
  return {
    async glance() {
      const entry = parseFileList(await api.get('/api/files')).find((candidate) => candidate.path === path);
      return entry ?? null;
    },
    read: () => unlessCode('file-missing', null, async () => parseLabFile(await api.get(address))),
    save: (text, ifHash) =>
      unlessCode('file-changed', 'changed', async () => parseLabFile(await api.put(address, { text, ifHash }))),
    reset: (ifHash) =>
      unlessCode('file-changed', 'changed', async () =>
        parseLabFile(await api.post('/api/file-resets', { path, ifHash })),
      ),
  };
}
