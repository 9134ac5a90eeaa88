import { openZooKeeper, type ZooKeeperSession } from './zookeeper-client.ts';

/** Keeps one session for all who read; a new one is opened when it is lost or the address has changed. */
export type ZooKeeperSessions = AsyncDisposable & {
  to(host: string, port: number): Promise<ZooKeeperSession>;
};

/** Makes the keeper; nothing is opened before the first question. */
export function createZooKeeperSessions(): ZooKeeperSessions {
  type Kept = { readonly address: string; readonly session: Promise<ZooKeeperSession> };
  let kept: Kept | null = null;

  const close = async (which: Kept | null) => {
    const session = await which?.session.catch(() => null);
    await session?.[Symbol.asyncDispose]();
  };

  const openAfter = async (before: Kept | null, host: string, port: number) => {
    await close(before);
    return await openZooKeeper(host, port);
  };

  return {
    async to(host, port) {
      const address = `${host}:${port}`;
      for (;;) {
        const present = kept;
        if (present?.address === address) {
          const session = await present.session.catch(() => null);
          if (session !== null && !session.closed) return session;
          // Somebody else may have begun a new one meanwhile.
          if (kept !== present) continue;
        }
        const made: Kept = { address, session: openAfter(kept, host, port) };
        kept = made;
        try {
          return await made.session;
        } catch (error) {
          if (kept === made) kept = null;
          throw error;
        }
      }
    },
    async [Symbol.asyncDispose]() {
      const last = kept;
      kept = null;
      await close(last);
    },
  };
}
