import type { Fingerprint } from '#bundle/fingerprint.ts';
import type { Alike } from './messages.ts';
import type { Reader } from './reader.ts';

/** Which reports are like which; found out in a worker of its own. */
export type Likenesses = {
  /** Compares a report with all that came before it. */
  add(key: string, fingerprint: Fingerprint): void;
  /** The report that one is most like, of those given. */
  of(key: string, present: ReadonlySet<string>): Alike | null;
};

export type LikenessesOptions = {
  readonly reader: Pick<Reader, 'compare'>;
  readonly changed: () => void;
  readonly signal: AbortSignal;
};

/** Begins with no report. */
export function createLikenesses({ reader, changed, signal }: LikenessesOptions): Likenesses {
  const pairs = new Map<string, Map<string, Alike>>();

  function note(key: string, alike: Alike): void {
    const known = pairs.get(key) ?? new Map<string, Alike>();
    known.set(alike.key, alike);
    pairs.set(key, known);
  }

  async function compare(key: string, fingerprint: Fingerprint): Promise<void> {
    const found = await reader.compare(key, fingerprint, signal);
    for (const alike of found) {
      note(key, alike);
      note(alike.key, { ...alike, key });
    }
    if (found.length > 0) changed();
  }

  return {
    add(key, fingerprint) {
      compare(key, fingerprint).catch((error: unknown) => {
        if (!signal.aborted) console.error(error);
      });
    },
    of(key, present) {
      let best: Alike | null = null;
      for (const alike of pairs.get(key)?.values() ?? []) {
        if (present.has(alike.key) && alike.score > (best?.score ?? 0)) best = alike;
      }
      return best;
    },
  };
}
