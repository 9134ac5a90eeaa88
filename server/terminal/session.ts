import type { ServerFrame, TerminalActivity } from '#protocol/terminal.ts';
import {
  applyEnter,
  applyExit,
  applyMark,
  applyOutput,
  startingState,
  type ActivityEvent,
  type ActivityState,
} from './activity.ts';
import { keepLaunch, type KeptLaunch, type Launch } from './launch.ts';
import { parseMark } from './mark.ts';
import { createOscScanner } from './osc-scanner.ts';
import { notice } from '../recording/cut-mark.ts';
import type { Saved } from './kept-state.ts';
import type { Pty, StartPty } from './pty.ts';
import { isTerminalReport } from './reports.ts';
import { createAudience } from './audience.ts';
import { createScreen } from './screen.ts';
import { createSessionMemory, packSession, type SessionMemory } from './session-memory.ts';
import { parseNote, saveSession, type Note, type Revival } from './session-state.ts';
import { createSignal } from './signal.ts';
import { softReset } from './soft-reset.ts';
import { mustPause, type TerminalClient, type Viewer } from './viewer.ts';

export type Size = { readonly columns: number; readonly rows: number };

/** What a session tells its owner, in the order of the stream. */
export type SessionEvents = {
  readonly opened: (launch: KeptLaunch) => void;
  /** Bytes that are shown, between marks. */
  readonly output: (bytes: Buffer) => void;
  readonly resized: (size: Size) => void;
  /** Bytes that a person typed. */
  readonly typed: (bytes: Buffer) => void;
  readonly event: (event: ActivityEvent) => void;
  readonly closed: (exitCode: number | null) => void;
  /** What its owner has to know to go on from now. */
  readonly save: () => Saved;
  /** An earlier server's shell goes on: what its owner saved then; what came since follows, as above and by `noted`. */
  readonly revived: (launch: KeptLaunch, saved: Saved) => void;
  /** What was given to `note`. */
  readonly noted: (note: unknown) => void;
};

export type SessionOptions = {
  readonly prepare: () => Promise<Launch>;
  readonly startPty: StartPty;
  readonly events: SessionEvents;
  /** Ends what a shell has left behind. */
  readonly sweep: (launch: KeptLaunch, pid: number) => Promise<void>;
  /** Settles when what was recorded up to now is on disk. */
  readonly written: () => Promise<void>;
  readonly report: (error: unknown) => void;
};

/** A client's hold on a session. */
export type Attachment = {
  input(bytes: Buffer): void;
  resize(size: Size): void;
  /** False when the number cannot be true. */
  acknowledge(total: number): boolean;
  restart(): void;
  detach(): void;
};

/** One terminal: its shell, its screen, and everybody who looks at it. */
export type Session = AsyncDisposable & {
  readonly state: ActivityState;
  readonly pid: number | null;
  /** Whether the shell marks where a command begins. */
  readonly marksBegin: boolean;
  readonly size: Size;
  /** While an earlier server's bytes are gone through again: when the pty said them. */
  readonly replayedAt: number | null;
  /** Where in the bytes of the shell we are; its marks have ids by it. */
  readonly position: number;
  /** Goes on with the shell of an earlier server; called before anything else. */
  revive(revival: Revival): void;
  /** Leaves to a later server, for `noted`, what the pty's bytes do not tell. */
  note(note: unknown): void;
  /** Starts a shell unless one is there. */
  open(): void;
  attach(client: TerminalClient, size: Size): Attachment;
  /** Types bytes on behalf of the page. */
  write(bytes: Buffer): void;
  bracketedPaste(): Promise<boolean>;
};

/** Field by field: a size may come as a client's frame, whose own type must not go out again. */
function sizeFrame({ columns, rows }: Size): ServerFrame {
  return { type: 'size', columns, rows };
}

const initialSize: Size = { columns: 100, rows: 30 };
/** Milliseconds in which the end of a killed shell is told. */
const exitDeadline = 3_000;
/** Keys typed before the shell is there; more are not expected within its start. */
const maxEarlyInput = 64 * 1024;
/** Milliseconds within which a second loss of the shell is not answered by a new one. */
const lostAgainWithin = 10_000;
const lostNotice = Buffer.from(
  notice('процесс, который держит терминалы, оборвался, и оболочка с ним; запись и журнал целы, ниже — новая оболочка'),
);

/** Creates a terminal that has no shell yet. */
export function createSession(options: SessionOptions): Session {
  const { prepare, startPty, events, sweep, written, report } = options;
  let state = startingState;
  let running: Running | null = null;
  let starting: Promise<void> | null = null;
  let sweeping: Promise<void> = Promise.resolve();
  let disposed = false;
  let size = initialSize;
  let paused = false;
  let early: Buffer[] = [];
  let hasShown = false;
  let lostAt = -Infinity;
  let replayedAt: number | null = null;
  /** Bytes of the shell up to the end of the chunk, or the mark, at hand. */
  let position = 0;
  const exits = createSignal<number | null>();
  const screen = createScreen(size, () => balance());
  const audience = createAudience(() => balance());

  function balance() {
    const pause = mustPause(paused, audience.unacknowledged, screen.pending);
    if (pause === paused) return;
    paused = pause;
    if (paused) running?.pty.pause();
    else running?.pty.resume();
  }

  function enter(next: ActivityState) {
    const changed = !sameActivity(state.activity, next.activity);
    state = next;
    if (changed) audience.tell({ type: 'activity', activity: state.activity });
  }

  function show(bytes: Buffer) {
    hasShown = true;
    screen.write(bytes);
    audience.show(bytes);
  }

  function setSize(next: Size, by: Viewer | null) {
    if (next.columns === size.columns && next.rows === size.rows) return;
    note({ kind: 'size', columns: next.columns, rows: next.rows });
    running?.pty.resize(next.columns, next.rows);
    takeSize(next);
    audience.tell(sizeFrame(size), by);
  }

  function takeSize({ columns, rows }: Size) {
    size = { columns, rows };
    screen.resize(columns, rows);
    events.resized(size);
  }

  function note(what: Note) {
    if (replayedAt === null) running?.memory?.note(what);
  }

  function send(bytes: Buffer) {
    if (!running) {
      if (early.reduce((sum, chunk) => sum + chunk.length, bytes.length) <= maxEarlyInput) early.push(bytes);
      return;
    }
    const enters = countEnters(bytes);
    if (enters > 0) {
      const next = applyEnter(state, enters, running.launch.marksBegin);
      // Before the keys: whatever they cause comes after it.
      if (next !== state) note({ kind: 'enters', count: enters });
      enter(next);
    }
    running.pty.write(bytes);
  }

  function receive(chunk: Buffer, { launch, scan }: Pick<Running, 'launch' | 'scan'>) {
    show(chunk);
    let told = 0;
    const begun = position;
    for (const { start, end, payload } of scan(chunk)) {
      const mark = parseMark(payload, launch.nonce);
      if (!mark) continue;
      if (start > told) tell(chunk.subarray(told, start));
      told = end;
      position = begun + end;
      const change = applyMark(state, mark);
      enter(change.state);
      for (const event of change.events) events.event(event);
    }
    position = begun + chunk.length;
    if (told < chunk.length) tell(told === 0 ? chunk : chunk.subarray(told));
  }

  function tell(bytes: Buffer) {
    enter(applyOutput(state, bytes));
    events.output(bytes);
  }

  async function start() {
    await sweeping;
    const launch = await prepare();
    if (disposed) return;
    const seen = hasShown ? await screen.snapshot() : { ...size, bytes: Buffer.alloc(0) };
    position = 0;
    const begun = saveSession({ position, notes: 0, activity: startingState, openMark: Buffer.alloc(0), rest: { json: null, bytes: [] } });
    const kept = { id: launch.marker, launch: keepLaunch(launch), state: packSession(begun, seen) };
    const pty = await startPty({ ...launch, ...size }, kept);
    const started = hold(launch, pty, 0);
    events.opened(launch);
    follow(started);
    for (const bytes of early) pty.write(bytes);
    early = [];
  }

  function hold(launch: KeptLaunch, pty: Pty, notes: number): Running {
    const scan = createOscScanner();
    const memory =
      pty.memory &&
      createSessionMemory({
        memory: pty.memory,
        screen,
        from: { position, notes },
        save: (moment) => saveSession({ ...moment, activity: state, openMark: scan.open(), rest: events.save() }),
        written,
        report,
      });
    running = { launch, pty, scan, memory };
    if (paused) pty.pause();
    return running;
  }

  function follow(held: Running) {
    const { launch, pty, memory } = held;
    const over = (exitCode: number | null) => {
      running = null;
      sweeping = sweep(launch, pty.pid);
      end(exitCode);
      pty.memory?.release();
      exits.emit(exitCode);
    };
    pty.listen({
      data: (chunk) => {
        receive(chunk, held);
        memory?.received(chunk.length);
      },
      exit: over,
      lost: () => {
        over(null);
        const isAgain = performance.now() - lostAt < lostAgainWithin;
        lostAt = performance.now();
        if (!disposed && !isAgain) open(lostNotice);
      },
    });
  }

  function revive({ launch, pty, saved, kept }: Revival) {
    ({ size, activity: state, position } = saved);
    screen.resize(size.columns, size.rows);
    show(saved.screen);
    const held = hold(launch, pty, saved.notes + kept.filter((item) => 'note' in item).length);
    held.scan(saved.openMark);
    events.revived(launch, saved.rest);
    for (const item of kept) {
      if ('note' in item) {
        obey(parseNote(item.note), launch);
      } else {
        replayedAt = item.at;
        receive(item.bytes, held);
        held.memory?.replayed(item.bytes.length);
      }
    }
    replayedAt = null;
    follow(held);
    held.memory?.received(0);
  }

  /** Does what an earlier server did between two bytes. */
  function obey(noted: Note, { marksBegin }: KeptLaunch) {
    replayedAt ??= Date.now();
    if (noted.kind === 'size') takeSize(noted);
    else if (noted.kind === 'enters') enter(applyEnter(state, noted.count, marksBegin));
    else events.noted(noted.note);
  }

  function end(exitCode: number | null) {
    early = [];
    enter(applyExit(exitCode));
    events.closed(exitCode);
  }

  function open(why: Buffer | null = null) {
    if (running || starting || disposed) return;
    if (state.activity.at === 'closed') {
      const before = why ? Buffer.concat([softReset, why]) : softReset;
      show(before);
      events.output(before);
    }
    enter(startingState);
    starting = start()
      .catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        audience.tell({ type: 'error', code: 'shell-not-started', message: `Оболочка не запустилась: ${message}` });
        end(null);
      })
      .finally(() => {
        starting = null;
      });
  }

  function attach(client: TerminalClient, wanted: Size): Attachment {
    if (audience.size === 0) setSize(wanted, null);
    const viewer = audience.join(client, wanted);
    const begin = async () => {
      const snapshot = await screen.snapshot();
      if (!audience.has(viewer)) return;
      const { columns, rows } = snapshot;
      viewer.begin(snapshot, {
        type: 'attached',
        columns,
        rows,
        screenBytes: snapshot.bytes.length,
        activity: state.activity,
      });
      if (columns !== size.columns || rows !== size.rows) viewer.frame(sizeFrame(size));
      balance();
    };
    void begin();
    if (state.activity.at !== 'closed') open();
    return {
      input: (bytes) => {
        if (isTerminalReport(bytes)) {
          // Answers to a program's queries: one page answers, and only to what it sees live.
          if (audience.driver === viewer && viewer.caughtUp) send(bytes);
          return;
        }
        audience.driver = viewer;
        setSize(viewer.size, viewer);
        events.typed(bytes);
        send(bytes);
      },
      resize: (next) => {
        viewer.size = next;
        audience.driver = viewer;
        setSize(next, viewer);
      },
      acknowledge: (total) => {
        const plausible = viewer.acknowledge(total);
        balance();
        return plausible;
      },
      restart: () => {
        if (state.activity.at === 'closed') open();
      },
      detach: () => {
        audience.leave(viewer);
        balance();
      },
    };
  }

  return {
    get state() {
      return state;
    },
    get pid() {
      return running?.pty.pid ?? null;
    },
    get marksBegin() {
      return running?.launch.marksBegin ?? true;
    },
    get size() {
      return size;
    },
    get replayedAt() {
      return replayedAt;
    },
    get position() {
      return position;
    },
    revive,
    note: (what) => note({ kind: 'other', note: what }),
    open: () => open(),
    attach,
    write: send,
    bracketedPaste: () => screen.bracketedPaste(),
    [Symbol.asyncDispose]: async () => {
      disposed = true;
      await starting;
      if (running) {
        const { launch, pty } = running;
        const ended = exits.next(() => true, exitDeadline);
        pty.resume();
        await sweep(launch, pty.pid);
        // The end is told before the owner closes what it is told to.
        await ended;
      }
      await sweeping;
      audience[Symbol.dispose]();
      screen[Symbol.dispose]();
    },
  };
}

type Running = {
  readonly launch: KeptLaunch;
  readonly pty: Pty;
  readonly scan: ReturnType<typeof createOscScanner>;
  readonly memory: SessionMemory | null;
};

function countEnters(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte === 0x0d) count += 1;
  return count;
}

function sameActivity(one: TerminalActivity, other: TerminalActivity): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
