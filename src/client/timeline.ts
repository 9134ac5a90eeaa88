import type { JournalEvent } from '#protocol/journal.ts';
import { UnknownEventKind, parseJournalEvent } from '#protocol/journal-parse.ts';
import { parseInteger, parseRecord, parseString } from '#protocol/parse.ts';
import { isOfTimeline } from '#protocol/timeline.ts';
import { backOffDelay } from './back-off.ts';
import type { RunConnection } from './run-connection.ts';

/** The events of the time strip, past and present, in their order and each once. */
export type Timeline = {
  /** The same array while nothing was added; a new one, with the same beginning, after that. Another run begins anew. */
  readonly events: readonly JournalEvent[];
  /** `loading`: the past is on its way; `failed`: it did not come and is asked for again. */
  readonly state: 'loading' | 'ready' | 'failed';
  /** Calls the listener after each change, at most once a frame; the first subscriber starts the loading. */
  subscribe(listener: () => void): () => void;
  dispose(): void;
};

export type TimelineOptions = {
  readonly run: Pick<RunConnection, 'api' | 'snapshot' | 'follow' | 'subscribe'>;
  /** The events of the recorded run, where there is no server to ask. */
  readonly recorded?: () => Promise<readonly JournalEvent[]>;
  /** Gathers what comes together into one call of the listeners. */
  readonly schedule: (work: () => void) => void;
};

/** Makes a timeline that begins with its first subscriber. */
export function createTimeline({ run, recorded, schedule }: TimelineOptions): Timeline {
  let events: readonly JournalEvent[] = [];
  let state: Timeline['state'] = 'loading';
  let runId: string | null = null;
  /** Events of the present stream that are not added yet. */
  let waiting: JournalEvent[] = [];
  /** Whether the events reach up to the present stream: until then its events would leave a hole before them. */
  let whole = false;
  let failures = 0;
  let loading: AbortController | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let told = false;
  let end: (() => void) | null = null;
  let reading = false;
  const listeners = new Set<() => void>();

  function changed(): void {
    if (told) return;
    told = true;
    schedule(() => {
      told = false;
      takeWaiting();
      for (const listener of listeners) tell(listener);
    });
  }

  function takeWaiting(): void {
    if (!whole || waiting.length === 0) return;
    const last = events.at(-1)?.seq ?? 0;
    const fresh = waiting.filter(({ seq }) => seq > last);
    waiting = [];
    if (fresh.length > 0) events = [...events, ...fresh];
  }

  async function load(id: string | null): Promise<void> {
    clearTimeout(retry);
    loading?.abort();
    const mine = new AbortController();
    loading = mine;
    whole = false;
    try {
      // Numbers begin anew with another run: what is known tells nothing about it.
      const known = id === runId ? events : [];
      const answer = await ask((known.at(-1)?.seq ?? 0) + 1, mine.signal);
      if (mine.signal.aborted) return;
      if (known.length > 0 && answer.run !== runId) return await load(answer.run);
      runId = answer.run;
      events = [...known, ...answer.events];
      state = 'ready';
      whole = true;
      failures = 0;
    } catch (error) {
      if (mine.signal.aborted) return;
      console.info('The timeline did not come', error);
      if (events.length === 0) state = 'failed';
      retry = setTimeout(() => void load(id), backOffDelay(failures));
      failures += 1;
    }
    changed();
  }

  async function read(): Promise<void> {
    clearTimeout(retry);
    try {
      events = ((await recorded?.()) ?? []).filter(({ body }) => isOfTimeline(body.kind));
      state = 'ready';
    } catch (error) {
      console.info('The recorded run did not come', error);
      state = 'failed';
      retry = setTimeout(() => void read(), backOffDelay(failures));
      failures += 1;
    }
    changed();
  }

  async function ask(from: number, signal: AbortSignal): Promise<Answer> {
    return parseLines(await run.api.lines(`/api/run/timeline?from=${from}`, signal));
  }

  function begin(): () => void {
    const stop = run.follow(
      (event) => {
        if (!isOfTimeline(event.body.kind)) return;
        waiting.push(event);
        if (whole) changed();
      },
      ({ id }) => {
        // What the stream before brought too late comes with the loading.
        waiting = [];
        void load(id);
      },
    );
    if (run.snapshot.mode === 'live') void load(run.snapshot.state?.id ?? null);
    const stopReading = run.subscribe(({ mode, state: known }) => {
      if (reading || mode !== 'reading' || known === null) return;
      reading = true;
      void read();
    });
    return () => {
      stop();
      stopReading();
    };
  }

  return {
    get events() {
      return events;
    },
    get state() {
      return state;
    },
    subscribe(listener) {
      listeners.add(listener);
      end ??= begin();
      listener();
      return () => listeners.delete(listener);
    },
    dispose() {
      clearTimeout(retry);
      loading?.abort();
      end?.();
      listeners.clear();
    },
  };
}

/** One listener's mistake is not the others': they are told all the same. */
function tell(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

type Answer = { readonly run: string; readonly events: readonly JournalEvent[] };

function parseLines(lines: readonly string[]): Answer {
  const [head = '{}', ...rest] = lines;
  const { run, seq } = parseRecord(JSON.parse(head), 'timeline');
  parseInteger(seq, 'timeline.seq', 0, Number.MAX_SAFE_INTEGER);
  return { run: parseString(run, 'timeline.run'), events: rest.flatMap(parseEventLine) };
}

function parseEventLine(line: string): JournalEvent[] {
  try {
    const event: unknown = JSON.parse(line);
    return [parseJournalEvent(event)];
  } catch (error) {
    if (error instanceof UnknownEventKind) return [];
    throw error;
  }
}
