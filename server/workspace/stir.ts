import { watch, type FSWatcher } from 'node:fs';

const settle = 80;
const pollEvery = 2_000;

/**
 * Calls `look` soon after something in the folder moved (`poll` false), and every two seconds anyway (`poll` true):
 * the system's notices miss folders below, network disks and a folder that was removed and made again.
 */
export function watchFolder(folder: string, look: (poll: boolean) => void): Disposable {
  let pending: NodeJS.Timeout | null = null;
  const watcher = startWatching(folder, () => {
    pending ??= setTimeout(() => {
      pending = null;
      look(false);
    }, settle);
  });
  const polling = setInterval(() => look(true), pollEvery);
  polling.unref();
  return {
    [Symbol.dispose]() {
      watcher?.close();
      clearInterval(polling);
      if (pending !== null) clearTimeout(pending);
    },
  };
}

/** Null where the system has no watches left (inotify's limit): the polling notices the same changes, later. */
function startWatching(folder: string, stirred: () => void): FSWatcher | null {
  try {
    const watcher = watch(folder, { persistent: false }, stirred);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return null;
    throw error;
  }
}
