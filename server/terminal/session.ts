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
import type { Launch } from './launch.ts';
import { parseMark } from './mark.ts';
import { createOscScanner } from './osc-scanner.ts';
import type { Pty, StartPty } from './pty.ts';
import { isTerminalReport } from './reports.ts';
import { createAudience } from './audience.ts';
import { createGather } from './gather.ts';
import { createScreen } from './screen.ts';
import { createSignal } from './signal.ts';
import { softReset } from './soft-reset.ts';
import { mustPause, type TerminalClient, type Viewer } from './viewer.ts';

export type Size = { readonly columns: number; readonly rows: number };

/** What a session tells its owner, in the order of the stream. */
export type SessionEvents = {
  readonly opened: (launch: Launch) => void;
  /** Bytes that are shown, between marks. */
  readonly output: (bytes: Buffer) => void;
  readonly resized: (size: Size) => void;
  /** Bytes that a person typed. */
  readonly typed: (bytes: Buffer) => void;
  readonly event: (event: ActivityEvent) => void;
  readonly closed: (exitCode: number | null) => void;
};

export type SessionOptions = {
  readonly prepare: () => Promise<Launch>;
  readonly startPty: StartPty;
  readonly events: SessionEvents;
  /** Ends what a shell has left behind. */
  readonly sweep: (launch: Launch, pid: number) => Promise<void>;
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
/** Creates a terminal that has no shell yet. */
export function createSession({ prepare, startPty, events, sweep }: SessionOptions): Session {
  let state = startingState;
  let running: { readonly launch: Launch; readonly pty: Pty } | null = null;
  let starting: Promise<void> | null = null;
  let sweeping: Promise<void> = Promise.resolve();
  let disposed = false;
  let size = initialSize;
  let paused = false;
  let early: Buffer[] = [];
  const exits = createSignal<number>();
  let take: (bytes: Buffer) => void = () => {};
  /** What the pty says, put together under load: a chunk of it is four kilobytes, and each step from here costs by the chunk. */
  const gather = createGather((bytes) => take(bytes));
  const screen = createScreen(size, () => balance());
  const audience = createAudience(() => balance());

  function balance() {
    const pause = mustPause(paused, audience.loads, screen.pending);
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
    screen.write(bytes);
    audience.show(bytes);
  }

  function setSize(next: Size, by: Viewer | null) {
    if (next.columns === size.columns && next.rows === size.rows) return;
    gather.flush();
    size = next;
    running?.pty.resize(size.columns, size.rows);
    screen.resize(size.columns, size.rows);
    events.resized(size);
    audience.tell(sizeFrame(size), by);
  }

  function send(bytes: Buffer) {
    gather.flush();
    if (running) running.pty.write(bytes);
    else if (early.reduce((sum, chunk) => sum + chunk.length, bytes.length) <= maxEarlyInput) early.push(bytes);
    const enters = countEnters(bytes);
    if (running && enters > 0) enter(applyEnter(state, enters, running.launch.marksBegin));
  }

  function receive(chunk: Buffer, launch: Launch, scan: ReturnType<typeof createOscScanner>) {
    show(chunk);
    let told = 0;
    for (const { start, end, payload } of scan(chunk)) {
      const mark = parseMark(payload, launch.nonce);
      if (!mark) continue;
      if (start > told) tell(chunk.subarray(told, start));
      told = end;
      const change = applyMark(state, mark);
      enter(change.state);
      for (const event of change.events) events.event(event);
    }
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
    const scan = createOscScanner();
    take = (bytes) => receive(bytes, launch, scan);
    const pty = startPty(
      { ...launch, ...size },
      {
        data: gather.push,
        exit: (exitCode) => {
          gather.flush();
          running = null;
          sweeping = sweep(launch, pty.pid);
          end(exitCode);
          exits.emit(exitCode);
        },
      },
    );
    running = { launch, pty };
    if (paused) pty.pause();
    events.opened(launch);
    for (const bytes of early) pty.write(bytes);
    early = [];
  }

  function end(exitCode: number | null) {
    early = [];
    enter(applyExit(exitCode));
    events.closed(exitCode);
  }

  function open() {
    if (running || starting || disposed) return;
    if (state.activity.at === 'closed') {
      show(softReset);
      events.output(softReset);
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
    gather.flush();
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
    open,
    attach,
    write: send,
    bracketedPaste: () => {
      gather.flush();
      return screen.bracketedPaste();
    },
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
      gather[Symbol.dispose]();
      audience[Symbol.dispose]();
      screen[Symbol.dispose]();
    },
  };
}

function countEnters(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte === 0x0d) count += 1;
  return count;
}

function sameActivity(one: TerminalActivity, other: TerminalActivity): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
