const storageKey = 'lab-tab';

/** What a name needs of a browser; `locks` is missing where the page came by plain http from another machine. */
export type TabSurroundings = {
  readonly storage: () => Pick<Storage, 'getItem' | 'setItem'>;
  readonly locks: Pick<LockManager, 'request'> | undefined;
};

/**
 * The name of this tab: it stays over reloads and from step to step, and a duplicate of the tab gets one of its own.
 * Where storage is off it lasts as long as the page.
 */
export async function nameTab({ storage, locks }: TabSurroundings): Promise<string> {
  const kept = attempt(() => storage().getItem(storageKey));
  // Storage is copied into a duplicate, a lock is not.
  if (kept !== null && (await hold(kept, locks))) return kept;
  const name = crypto.randomUUID();
  attempt(() => storage().setItem(storageKey, name));
  await hold(name, locks);
  return name;
}

/** Milliseconds in which the page before this one in the same tab has let its name go. */
const letGoWithin = 500;

/** Holds a name as long as the page lives; false when another page goes on holding it. */
function hold(name: string, locks: TabSurroundings['locks']): Promise<boolean> {
  if (locks === undefined) return Promise.resolve(true);
  return new Promise((resolve) => {
    locks
      .request(`${storageKey}-${name}`, { signal: AbortSignal.timeout(letGoWithin) }, () => {
        resolve(true);
        return new Promise(() => undefined);
      })
      // Where locks are refused altogether, duplicates can't be told apart.
      .catch((error: unknown) => resolve(!(error instanceof Error) || error.name !== 'TimeoutError'));
  });
}

function attempt<Value>(what: () => Value): Value | null {
  try {
    return what();
  } catch {
    // A browser that keeps nothing says so by throwing.
    return null;
  }
}

let named: Promise<string> | null = null;

/** The name of the tab that this page stands in. */
export function tabName(): Promise<string> {
  named ??= nameTab({ storage: () => sessionStorage, locks: 'locks' in navigator ? navigator.locks : undefined });
  return named;
}
