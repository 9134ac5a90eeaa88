import type { JournalEvent } from '#protocol/journal.ts';

import { readAll, type Journal } from '../journal/journal.ts';
import { hashOf } from '../workspace/text.ts';

/** The texts that a lab file had: what a process read at its start is told by what the journal says was saved then. */
export type SavedTexts = Disposable & {
  /** The hash that a file had at a moment; null where that is not known. */
  hashAt(path: string, at: number): string | null;
  /** A text by its hash, if this server has seen it. */
  text(hash: string): string | null;
  remember(text: string): string;
  /** Tells what a file had before its first save in the run. */
  begin(path: string, original: string): void;
};

const kept = 200;

/** Follows the journal's saves from its beginning. */
export function createSavedTexts(journal: Pick<Journal, 'read' | 'follow'>): SavedTexts {
  const saves = new Map<string, { readonly at: number; readonly hash: string }[]>();
  const texts = new Map<string, string>();
  const originals = new Map<string, string>();
  const away: { readonly from: number; readonly to: number }[] = [];

  const note = ({ seq, at, body }: JournalEvent) => {
    if (body.kind === 'server-started') away.push({ from: journal.read(seq - 1, 1)[0]?.at ?? at, to: at });
    if (body.kind !== 'file-saved') return;
    const list = saves.get(body.path) ?? [];
    list.push({ at, hash: body.hash });
    saves.set(body.path, list);
  };
  for (const event of readAll(journal, 1, ['file-saved', 'server-started'])) note(event);
  const following = journal.follow(note);

  return {
    hashAt(path, moment) {
      // While the server was away, nobody noted what an editor saved.
      if (away.some(({ from, to }) => from < moment && moment < to)) return null;
      return saves.get(path)?.findLast(({ at }) => at <= moment)?.hash ?? originals.get(path) ?? null;
    },
    begin(path, original) {
      if (!originals.has(path)) originals.set(path, this.remember(original));
    },
    text: (hash) => texts.get(hash) ?? null,
    remember(text) {
      const hash = hashOf(text);
      // Put last again: what is seen now is forgotten last.
      texts.delete(hash);
      texts.set(hash, text);
      const [oldest] = texts.keys();
      if (texts.size > kept && oldest !== undefined) texts.delete(oldest);
      return hash;
    },
    [Symbol.dispose]: () => following[Symbol.dispose](),
  };
}
