import type { JournalEvent } from '#protocol/journal.ts';
import type { RunState } from '#protocol/run.ts';
import { type Api, ApiError } from './api.ts';
import { backOffDelay } from './back-off.ts';
import { readEventStream } from './event-stream.ts';
import { parseRunState } from './parse-run.ts';
import { parseStreamMessage } from './parse-stream-message.ts';
import { reduceRun } from './reduce-run.ts';
import { findServer } from './find-server.ts';

/**
 * `reading`: no server of the lab here, as on a static host; `refused`: the token is missing or wrong;
 * `lost`: it answered before or a token is known, and the page tries again.
 */
export type Mode = 'connecting' | 'live' | 'reading' | 'refused' | 'lost';

export type RunSnapshot = { readonly mode: Mode; readonly state: RunState | null };

/** The page's connection to the run. */
export type RunConnection = {
  readonly snapshot: RunSnapshot;
  /** Calls the listener at once and after each change; returns how to stop it. */
  subscribe(listener: (snapshot: RunSnapshot) => void): () => void;
  /**
   * Calls the listener with every event of the journal that comes while the page is connected, in order.
   * @param begins told whenever a stream begins, also unnoticed by the mode: what happened before it may be missing
   */
  follow(listener: (event: JournalEvent) => void, begins?: (state: RunState) => void): () => void;
  readonly api: Api;
  /** Milliseconds since the epoch by the server's clock, which the ages of its witnesses are counted by; of a record, its moment. */
  serverNow(): number;
  /** Begins anew, for example with another token. */
  reconnect(): void;
  /** Lets the stream go; what is known stays shown. */
  sleep(): void;
  /** Follows the run again after `sleep`. */
  wake(): void;
  dispose(): void;
};

export type RunConnectionOptions = {
  readonly api: Api;
  readonly token: () => string | null;
  /** The step whose checks the server is to run while this page is open. */
  readonly step: string | null;
  /** Milliseconds without a byte (the server sends a heartbeat) after which the stream is taken for dead. */
  readonly silence?: number;
  /** Opens the recorded run that stands in where there is no server; null where the page shows none. */
  readonly openRecord?: () => Promise<RunRecord | null>;
};

/** A recorded run: its state is that of the moment which the page shows. */
export type RunRecord = {
  readonly state: RunState;
  follow(listener: (state: RunState) => void): () => void;
  readonly clock: { readonly at: number };
};

/** Milliseconds after which a connection counts as a good one, and the back-off begins anew. */
const heldLongEnough = 2_000;

/** Connects to the run and keeps connected until disposed. */
export function connectToRun(options: RunConnectionOptions): RunConnection {
  const { api, token, step, silence = 20_000, openRecord } = options;
  let snapshot: RunSnapshot = { mode: 'connecting', state: null };
  let ended = new AbortController();
  let disposed = false;
  /** When the present stream began. */
  let liveAt = Number.POSITIVE_INFINITY;
  /** By how much the server's clock is ahead of this one. */
  let ahead = 0;
  let record: RunRecord | null = null;
  const listeners = new Set<(snapshot: RunSnapshot) => void>();
  const followers = new Set<(event: JournalEvent) => void>();
  const beginners = new Set<(state: RunState) => void>();

  function change(next: Partial<RunSnapshot>): void {
    const changed = { ...snapshot, ...next };
    if (changed.mode === snapshot.mode && changed.state === snapshot.state) return;
    snapshot = changed;
    for (const listener of listeners) listener(snapshot);
  }

  async function followRun(signal: AbortSignal): Promise<void> {
    let state = parseRunState(await api.get('/api/run', { signal }));
    signal.throwIfAborted();
    const query = new URLSearchParams({ from: String(state.seq) });
    if (step !== null) query.set('step', step);
    const stream = await api.stream(`/api/run/events?${query}`, { 'last-event-id': String(state.seq) }, signal);
    change({ mode: 'live', state });
    for (const beginner of beginners) beginner(state);
    liveAt = performance.now();
    await readEventStream(stream, silence, (events) => {
      if (signal.aborted) return;
      const messages = events.map(({ data }) => parseStreamMessage(data));
      for (const message of messages) if (message.type === 'witnesses') ahead = message.at - Date.now();
      // What came together is shown together: a busy page draws once.
      state = messages.reduce(reduceRun, state);
      change({ state });
      for (const message of messages) {
        if (message.type !== 'journal' || signal.aborted) continue;
        // A new run began: its state is read as a whole.
        if (message.event.body.kind === 'run-started') throw new AnotherRun();
        for (const follower of followers) follower(message.event);
      }
    });
  }

  async function keepConnected(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      liveAt = Number.POSITIVE_INFINITY;
      try {
        const found = await findServer(api, signal);
        if (found === 'none' || (found === 'unreachable' && token() === null)) return await readRecord(signal);
        if (token() === null) return change({ mode: 'refused' });
        if (found === 'ours') await followRun(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ApiError && (error.status === 401 || error.status === 403)) {
          return change({ mode: 'refused', state: null });
        }
        if (error instanceof AnotherRun) continue;
        console.info('The connection to the run broke', error);
      }
      if (signal.aborted) return;
      // Chromium drops every connection when Docker makes or removes a network: the first new try is no loss yet.
      if (performance.now() - liveAt > heldLongEnough) failures = 0;
      if (failures > 0 || snapshot.mode !== 'live') change({ mode: 'lost' });
      await pause(backOffDelay(failures), signal);
      failures += 1;
    }
  }

  /** Without a record the page is read as it stands. */
  async function readRecord(signal: AbortSignal): Promise<void> {
    change({ mode: 'reading', state: null });
    const opened = await openRecord?.();
    if (opened === undefined || opened === null || signal.aborted) return;
    record = opened;
    const stop = opened.follow((state) => change({ state }));
    signal.addEventListener('abort', () => {
      stop();
      record = null;
    });
    change({ state: opened.state });
  }

  const start = () => void keepConnected(ended.signal).catch((error: unknown) => reportError(error));
  start();

  return {
    get snapshot() {
      return snapshot;
    },
    api,
    serverNow: () => record?.clock.at ?? Date.now() + ahead,
    subscribe(listener) {
      listeners.add(listener);
      listener(snapshot);
      return () => listeners.delete(listener);
    },
    follow(listener, begins) {
      followers.add(listener);
      if (begins !== undefined) beginners.add(begins);
      return () => {
        followers.delete(listener);
        if (begins !== undefined) beginners.delete(begins);
      };
    },
    reconnect() {
      ended.abort();
      ended = new AbortController();
      // What a record has shown says nothing about the run that may answer now.
      change(snapshot.mode === 'reading' ? { mode: 'connecting', state: null } : { mode: 'connecting' });
      start();
    },
    sleep() {
      if (snapshot.mode === 'live') ended.abort();
    },
    wake() {
      if (snapshot.mode !== 'live' || !ended.signal.aborted || disposed) return;
      ended = new AbortController();
      start();
    },
    dispose() {
      disposed = true;
      ended.abort();
      listeners.clear();
      followers.clear();
      beginners.clear();
    },
  };
}

class AnotherRun extends Error {}

/** Waits, or less: until the page is seen again, the network is back, or the signal ends it. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      globalThis.removeEventListener?.('online', done);
      resolve();
    }
    signal.addEventListener('abort', done);
    globalThis.addEventListener?.('online', done);
  });
}
