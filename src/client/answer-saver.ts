/** Where an answer stands: written here, on its way, safely on disk, or refused for now. */
export type SaveState =
  | { readonly kind: 'clean' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'saved'; readonly at: Date }
  | { readonly kind: 'failed'; readonly reason: string };

export type AnswerSaver = {
  /** What the reader sees in the field now. */
  type(text: string): void;
  /**
   * What the server has; says what to do with the field:
   * take the text, leave it, or ask which of the two stays.
   */
  receive(text: string): 'take' | 'leave' | 'ask';
  /** The reader settled a conflict: `mine` is sent again, else the server's text is the one. */
  settle(mine: boolean): void;
  /** Sends now what waits; `leaving` when the page goes away. */
  flush(leaving: boolean): Promise<void>;
  readonly base: string;
  dispose(): void;
};

export type AnswerSaverOptions = {
  /** Resolves when the text is safe; throws with a reason for the reader. */
  readonly send: (text: string, leaving: boolean) => Promise<void>;
  readonly changed: (state: SaveState) => void;
  readonly base: string;
  /** Milliseconds of quiet before a text is sent, and before a failed one is sent again. */
  readonly quiet?: number;
  readonly again?: number;
};

/** Saves an answer as it is written: one request at a time, and nothing forgotten when one fails. */
export function createAnswerSaver(options: AnswerSaverOptions): AnswerSaver {
  const { send, changed, quiet = 800, again = 4_000 } = options;
  let base = options.base;
  let text = base;
  let theirs = base;
  let inConflict = false;
  let sending: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const sent = new Set<string>();

  function schedule(delay: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(false), delay);
  }

  async function flush(leaving: boolean): Promise<void> {
    clearTimeout(timer);
    // When the page goes away the newest text is sent even while an older one is on its way.
    if (text === base || inConflict || (sending !== null && !leaving)) return;
    const mine = text;
    sending = mine;
    sent.add(mine);
    changed({ kind: 'waiting' });
    try {
      await send(mine, leaving);
      base = mine;
      if (text === base) changed({ kind: 'saved', at: new Date() });
      else schedule(quiet);
    } catch (error) {
      changed({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
      schedule(again);
    } finally {
      sending = null;
    }
  }

  return {
    get base() {
      return base;
    },
    type(next) {
      text = next;
      if (text === base) return;
      changed({ kind: 'waiting' });
      schedule(quiet);
    },
    receive(next) {
      // The echo of an own save, or nothing new.
      if (next === base || sent.has(next)) return 'leave';
      theirs = next;
      if (next === text || text === base) {
        base = text = next;
        inConflict = false;
        changed({ kind: 'clean' });
        return 'take';
      }
      inConflict = true;
      clearTimeout(timer);
      return 'ask';
    },
    settle(mine) {
      inConflict = false;
      base = theirs;
      if (mine) schedule(0);
      else {
        text = theirs;
        changed({ kind: 'clean' });
      }
    },
    flush,
    dispose: () => clearTimeout(timer),
  };
}
