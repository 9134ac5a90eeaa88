import type { Moment } from '../pty-owner/frames.ts';
import { packSaved, type Saved } from './kept-state.ts';
import type { PtyMemory } from './pty.ts';
import type { Screen, Snapshot } from './screen.ts';

/** Leaves behind, beside the pty, what a later server needs to go on with a session. */
export type SessionMemory = {
  /** Bytes of the pty that were received. */
  readonly position: number;
  /** Called when bytes were received, and everything that follows from them was done. */
  received(bytes: number): void;
  /** These bytes were kept already. */
  replayed(bytes: number): void;
  /** Says what the bytes do not tell. */
  note(note: unknown): void;
};

/**
 * Bytes after which a later beginning is looked for. They are sent again when a server comes back: a tenth of a second.
 */
const beginAnew = 1024 * 1024;
/** Bytes after which it is made at any price, which is a screen with all that scrolled off it. */
const beginNow = 6 * 1024 * 1024;
/** Bytes that a note counts for: they are kept too, and Enter can be held down for long. */
const noteWeight = 256;
/** Bytes until it is looked for again, where there was none. */
const lookAgainAfter = 256 * 1024;

export type SessionMemoryOptions = {
  readonly memory: PtyMemory;
  readonly screen: Screen;
  /** Where an earlier server has left it. */
  readonly from: Moment;
  /** What a server has to know, beside the screen, to go on from now. */
  readonly save: (moment: Moment) => Saved;
  /** Settles when what was recorded up to now is on disk. */
  readonly written: () => Promise<void>;
  readonly report: (error: unknown) => void;
};

/** Creates the memory of a session. */
export function createSessionMemory(options: SessionMemoryOptions): SessionMemory {
  const { memory, screen, from, save, written, report } = options;
  let { position, notes } = from;
  /** Where a later server would begin now. */
  let base = from;
  let isBusy = false;
  /** Where a look for a beginning is worth while. */
  let lookFrom = beginAnew;
  /** A beginning that holds as soon as the lines before it are gone from the screen. */
  let candidate: {
    readonly moment: Moment;
    readonly state: readonly Buffer[];
    readonly isWhole: () => boolean;
  } | null = null;

  /** What a later server would be told again. */
  const kept = () => position - base.position + noteWeight * (notes - base.notes);

  async function take(look: () => Promise<(Snapshot & { readonly isWhole: () => boolean }) | null>) {
    const moment = { position, notes };
    lookFrom = kept() + lookAgainAfter;
    const saved = save(moment);
    const seen = await look();
    if (seen) candidate = { moment, state: packSession(saved, seen), isWhole: seen.isWhole };
  }

  async function keep({ moment, state }: { readonly moment: Moment; readonly state: readonly Buffer[] }) {
    // What the owner forgets must be in the recording.
    await written();
    memory.state(moment, state);
    base = moment;
    lookFrom = beginAnew;
    candidate = null;
  }

  function next(): Promise<void> | null {
    if (candidate?.isWhole()) return keep(candidate);
    if (kept() > beginNow) {
      candidate = null;
      return take(async () => ({ ...(await screen.snapshot()), isWhole: () => true }));
    }
    return !candidate && kept() > lookFrom ? take(() => screen.visible()) : null;
  }

  /** As long as there is something to do: a pty that waits for it says nothing more. */
  async function go() {
    isBusy = true;
    try {
      for (let work = next(); work; work = next()) await work;
    } catch (error) {
      report(error);
    } finally {
      isBusy = false;
    }
  }

  return {
    get position() {
      return position;
    },
    received: (bytes) => {
      position += bytes;
      if (!isBusy && kept() > beginAnew) void go();
    },
    replayed: (bytes) => {
      position += bytes;
    },
    note: (note) => {
      memory.note({ position, notes }, JSON.stringify(note));
      notes += 1;
    },
  };
}

/** A state of a session: what was saved, and its screen as the first of the bytes. */
export function packSession({ json, bytes }: Saved, screen: Snapshot): readonly Buffer[] {
  return packSaved({
    json: { session: json, columns: screen.columns, rows: screen.rows },
    bytes: [screen.bytes, ...bytes],
  });
}
