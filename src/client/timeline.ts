import type { JournalEvent } from '#protocol/journal.ts';
import { UnknownEventKind, parseJournalEvent } from '#protocol/journal-parse.ts';
import { parseInteger, parseRecord, parseString } from '#protocol/parse.ts';
import { isOfTimeline } from '#protocol/timeline.ts';
import type { RunConnection } from './run-connection.ts';

/** The events of the time strip, past and present, in their order and each once. */
export type Timeline = {
  /** The same array while nothing was added; a new one after that. */
  readonly events: readonly JournalEvent[];
  /** `loading`: the past is on its way; `failed`: it did not come and is asked again with the next connection. */
  readonly state: 'loading' | 'ready' | 'failed';
  /** Calls the listener after each change, at most once a frame; the first subscriber starts the loading. */
  subscribe(listener: () => void): () => void;
  dispose(): void;
};

export type TimelineOptions = {
  readonly run: Pick<RunConnection, 'api' | 'subscribe' | 'follow'>;
  /** Gathers what comes together into one call of the listeners. */
  readonly schedule: (work: () => void) => void;
};

/** Makes a timeline that begins with its first subscriber. */
export function createTimeline({ run, schedule }: TimelineOptions): Timeline {
  let events: readonly JournalEvent[] = [];
  let state: Timeline['state'] = 'loading';
  let runId: string | null = null;
  let waiting: JournalEvent[] = [];
  let loading: AbortController | null = null;
  let told = false;
  const ends: (() => void)[] = [];
  const listeners = new Set<() => void>();

  function changed(): void {
    if (told) return;
    told = true;
    schedule(() => {
      told = false;
      takeWaiting();
      for (const listener of listeners) listener();
    });
  }

  function takeWaiting(): void {
    if (state !== 'ready' || waiting.length === 0) return;
    const last = events.at(-1)?.seq ?? 0;
    const fresh = waiting.filter(({ seq }) => seq > last);
    waiting = [];
    if (fresh.length > 0) events = [...events, ...fresh];
  }

  async function load(): Promise<void> {
    loading?.abort();
    const mine = new AbortController();
    loading = mine;
    try {
      takeWaiting();
      const from = (events.at(-1)?.seq ?? 0) + 1;
      const path = `/api/run/timeline?from=${from}`;
      const answer = parseLines(await run.api.lines(path, mine.signal));
      if (mine.signal.aborted) return;
      if (runId !== null && answer.run !== runId) {
        // Another run: its numbers begin anew, so that `from` left out its beginning.
        events = [];
        runId = null;
        return await load();
      }
      runId = answer.run;
      events = [...events, ...answer.events];
      state = 'ready';
    } catch (error) {
      if (mine.signal.aborted) return;
      console.info('The timeline did not come', error);
      state = 'failed';
    }
    changed();
  }

  function begin(): void {
    ends.push(
      run.follow((event) => {
        if (!isOfTimeline(event.body.kind)) return;
        waiting.push(event);
        changed();
      }),
    );
    let live = false;
    ends.push(
      run.subscribe(({ mode }) => {
        const was = live;
        live = mode === 'live';
        // What happened while the page was away comes with a new load, and nothing of it twice.
        if (live && !was) void load();
      }),
    );
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
      if (ends.length === 0) begin();
      listener();
      return () => listeners.delete(listener);
    },
    dispose() {
      loading?.abort();
      for (const end of ends.splice(0)) end();
      listeners.clear();
    },
  };
}

function parseLines(lines: readonly string[]): { readonly run: string; readonly events: readonly JournalEvent[] } {
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
