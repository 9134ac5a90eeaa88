import type { Checkpoint } from '#bundle/checkpoint.ts';
import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import { UnknownEventKind, parseEventBody } from '#protocol/journal-parse.ts';
import { ParseError } from '#protocol/parse.ts';
import { createClock, type Clock } from './clock.ts';
import { openStore, type StoredEvent, type StoredLink } from './store.ts';

/** Kept rows that this version cannot show: of kinds that only a newer version knows, and unreadable ones. */
export type Skipped = { readonly unknownKind: number; readonly unreadable: number };

/** The run's append-only list of events on one clock. */
export type Journal = Disposable & {
  /** Writes an event; it is on disk when this returns. */
  append(body: EventBody): JournalEvent;
  /**
   * Events from `from` on (included), at most `limit`, in order.
   * @param kinds only these kinds; all when left out
   */
  read(from: number, limit?: number, kinds?: readonly EventBody['kind'][]): JournalEvent[];
  /** Calls `listener` with every event that is appended from now on, in order. */
  follow(listener: (event: JournalEvent) => void): Disposable;
  /** The journal's clock, for times that stand inside an event. */
  now(): number;
  readonly lastSeq: number;
  /** Its hash chain: how far it goes, its links as they stand on disk, and what was signed of it on the way. */
  readonly chain: Chain;
  /** What the reads since the opening had to leave out. */
  readonly skipped: Skipped;
};

/** The hash chain of a journal. */
export type Chain = {
  readonly head: () => { readonly seq: number; readonly hash: Uint8Array };
  /** From `from` on, in order, also events that this version cannot read. */
  readonly links: (from: number) => Iterable<StoredLink>;
  readonly keepCheckpoint: (checkpoint: Checkpoint) => void;
  /** In order. */
  readonly checkpoints: () => Checkpoint[];
};

const defaultLimit = 1_000;
const maxLimit = 10_000;
const maxBodyBytes = 512 * 1_024;

/**
 * Opens the journal in `file`, or begins it.
 * @throws LabError `store-newer`, `store-in-use` or `store-damaged`
 */
export function openJournal(file: string, makeClock: (notBefore: number) => Clock = createClock): Journal {
  const store = openStore(file);
  const last = store.last();
  const clock = makeClock(last.at);
  const followers = new Set<(event: JournalEvent) => void>();
  const undelivered: JournalEvent[] = [];
  const unknownKinds = new Set<number>();
  const unreadable = new Set<number>();
  let lastSeq = last.seq;
  let delivering = false;

  function deliver(event: JournalEvent): void {
    undelivered.push(event);
    // A follower may append: its event waits until everyone has the present one.
    if (delivering) return;
    delivering = true;
    for (let next = undelivered.shift(); next !== undefined; next = undelivered.shift()) {
      for (const follower of followers) callFollower(follower, next);
    }
    delivering = false;
  }

  function parseRow(row: StoredEvent): JournalEvent | null {
    try {
      const json: unknown = JSON.parse(row.body);
      return { seq: row.seq, at: row.at, body: parseEventBody(json) };
    } catch (error) {
      if (error instanceof UnknownEventKind) unknownKinds.add(row.seq);
      else if (error instanceof ParseError || error instanceof SyntaxError) unreadable.add(row.seq);
      else throw error;
      return null;
    }
  }

  return {
    append(body) {
      const parsed = parseEventBody(body);
      const json = JSON.stringify(parsed);
      if (Buffer.byteLength(json) > maxBodyBytes) {
        throw new ParseError(parsed.kind, `an event of at most ${maxBodyBytes} bytes`);
      }
      const at = clock();
      const seq = store.insert(at, parsed.kind, json);
      lastSeq = seq;
      const event = { seq, at, body: parsed };
      deliver(event);
      return event;
    },
    read(from, limit = defaultLimit, kinds) {
      const events: JournalEvent[] = [];
      const most = Math.min(limit, maxLimit);
      if (most < 1) return events;
      for (const row of store.rows(from, kinds ?? null)) {
        const event = parseRow(row);
        if (event !== null) events.push(event);
        if (events.length >= most) break;
      }
      return events;
    },
    follow(listener) {
      // Its own function each time: the same listener may follow twice.
      const follower = (event: JournalEvent) => listener(event);
      followers.add(follower);
      return { [Symbol.dispose]: () => void followers.delete(follower) };
    },
    now: clock,
    get lastSeq() {
      return lastSeq;
    },
    chain: {
      head: () => store.last(),
      links: store.links,
      keepCheckpoint: store.keepCheckpoint,
      checkpoints: store.checkpoints,
    },
    get skipped() {
      return { unknownKind: unknownKinds.size, unreadable: unreadable.size };
    },
    [Symbol.dispose]() {
      followers.clear();
      store[Symbol.dispose]();
    },
  };
}

/** A follower's mistake is nobody else's: the event is on disk, so `append` must not seem to have failed. */
function callFollower(follower: (event: JournalEvent) => void, event: JournalEvent): void {
  try {
    follower(event);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** Every event of the journal from `from` on, read in bounded pages. */
export function* readAll(
  journal: Pick<Journal, 'read'>,
  from = 1,
  kinds?: readonly EventBody['kind'][],
): Generator<JournalEvent> {
  for (let next = from; ;) {
    const page = journal.read(next, defaultLimit, kinds);
    yield* page;
    const end = page.at(-1);
    if (end === undefined) return;
    next = end.seq + 1;
  }
}
