import {
  applyEnter,
  applyExit,
  applyMark,
  applyOutput,
  entersIn,
  sameActivity,
  startingState,
  type ActivityState,
} from './activity.ts';
import { keepLaunch, type KeptLaunch } from './launch.ts';
import type { Moment } from '../pty-owner/frames.ts';
import type { Pty } from './pty.ts';
import { holdShell, partsOf, type RunningShell } from './running-shell.ts';
import { createAttach } from './attachment.ts';
import { createAudience } from './audience.ts';
import { createEarlyInput } from './early-input.ts';
import { createChunkMemory } from './chunk-memory.ts';
import { createGather } from './gather.ts';
import type { Session, SessionOptions } from './session-events.ts';
import { createScreen } from './screen.ts';
import { packSession } from './session-memory.ts';
import { steadyNow } from '../pty-owner/steady-clock.ts';
import { newSession, parseNote, saveSession, type Note, type Revival } from './session-state.ts';
import { createSignal } from './signal.ts';
import { lostNotice, softReset } from './soft-reset.ts';
import { mustPause, type Viewer } from './viewer.ts';

export type Size = { readonly columns: number; readonly rows: number };

const initialSize: Size = { columns: 100, rows: 30 };
/** What comes so close together goes to the pages as one frame. */
const gathering = { within: 4, enough: 32 * 1024 };
/** Milliseconds in which the end of a killed shell is told. */
const exitDeadline = 3_000;
/** Milliseconds within which a second loss of the shell is not answered by a new one. */
const lostAgainWithin = 10_000;

/** Creates a terminal that has no shell yet. */
export function createSession(options: SessionOptions): Session {
  const { prepare, startPty, events, sweep, written, report, now } = options;
  let state = startingState;
  let running: RunningShell | null = null;
  let starting: Promise<void> | null = null;
  let sweeping: Promise<void> = Promise.resolve();
  let disposed = false;
  let size = initialSize;
  let paused = false;
  let hasShown = false;
  let lostAt = -Infinity;
  let replayedAt: number | null = null;
  /** Bytes of the shell up to the end of the chunk, or the mark, at hand. */
  let position = 0;
  const early = createEarlyInput();
  const exits = createSignal<number | null>();
  let take: (bytes: Buffer) => void = () => {};
  /** What the pty says, put together under load: each step from here costs by the chunk. */
  const gather = createGather(
    (chunks) => {
      for (const chunk of chunks) take(chunk);
    },
    gathering,
    createChunkMemory(gathering.enough),
  );
  const screen = createScreen(size, () => balance());
  const audience = createAudience(() => balance());

  function balance() {
    const pause = mustPause(paused, audience.fullest, screen.pending);
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
    // Whoever waits for an echo comes first.
    audience.show(bytes);
    screen.write(bytes);
  }

  function setSize(next: Size, by: Viewer | null) {
    if (next.columns === size.columns && next.rows === size.rows) return;
    gather.flush();
    tellSize(next);
    takeSize(next);
    audience.tell({ type: 'size', ...size }, by);
  }

  /** Field by field: a size may come as a client's frame, whose own type must not go out again. */
  function tellSize({ columns, rows }: Size) {
    note({ kind: 'size', columns, rows });
    running?.pty.resize(columns, rows);
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
    if (!running) return early.push(bytes);
    gather.flush();
    const enters = entersIn(bytes);
    if (enters > 0) {
      const next = applyEnter(state, enters, running.launch.marksBegin);
      // Before the keys: whatever they cause comes after it.
      if (next !== state) note({ kind: 'enters', count: enters });
      enter(next);
    }
    running.pty.write(bytes);
  }

  function receive(chunk: Buffer, shell: RunningShell) {
    show(chunk);
    const begun = position;
    for (const part of partsOf(chunk, shell)) {
      position = begun + part.end;
      if (part.kind === 'output') {
        enter(applyOutput(state, part.bytes));
        events.output(part.bytes);
      } else {
        const change = applyMark(state, part.mark);
        enter(change.state);
        for (const event of change.events) events.event(event);
      }
    }
  }

  async function start() {
    await sweeping;
    const launch = await prepare();
    if (disposed) return;
    const seen = hasShown ? await screen.snapshot() : { ...size, bytes: Buffer.alloc(0) };
    position = 0;
    const begin = Buffer.concat(packSession(newSession(), seen));
    const kept = { id: launch.marker, launch: keepLaunch(launch), state: begin };
    const sizeThen = size;
    const pty = await startPty({ ...launch, ...size }, kept);
    const started = hold(launch, pty, 0);
    if (size !== sizeThen) tellSize(size);
    events.opened(launch);
    follow(started);
    for (const bytes of early.take()) pty.write(bytes);
  }

  function hold(launch: KeptLaunch, pty: Pty, notes: number): RunningShell {
    const save = (moment: Moment, openMark: Buffer) =>
      saveSession({ ...moment, activity: state, openMark, rest: events.save() });
    running = holdShell({ launch, pty, screen, from: { position, notes }, save, written, report });
    if (paused) pty.pause();
    return running;
  }

  function follow(held: RunningShell) {
    const { launch, pty, memory } = held;
    take = (bytes) => {
      receive(bytes, held);
      memory?.received(bytes.length);
    };
    const over = (exitCode: number | null) => {
      gather.flush();
      running = null;
      sweeping = sweep(launch, pty.pid);
      end(exitCode);
      pty.memory?.release();
      exits.emit(exitCode);
    };
    pty.listen({
      data: gather.push,
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
      replayedAt = 'note' in item ? (replayedAt ?? now()) : now() - (steadyNow() - item.at);
      if ('note' in item) obey(parseNote(item.note), launch);
      else receive(item.bytes, held);
      if ('bytes' in item) held.memory?.replayed(item.bytes.length);
    }
    replayedAt = null;
    follow(held);
    held.memory?.received(0);
  }

  /** Does what an earlier server did between two bytes. */
  function obey(noted: Note, { marksBegin }: KeptLaunch) {
    if (noted.kind === 'size') takeSize(noted);
    else if (noted.kind === 'enters') enter(applyEnter(state, noted.count, marksBegin));
    else events.noted(noted.note);
  }

  function end(exitCode: number | null) {
    early.take();
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

  const attach = createAttach({
    audience,
    screen,
    flush: gather.flush,
    state: () => state,
    size: () => size,
    setSize,
    send,
    typed: events.typed,
    open: () => open(),
    balance,
  });

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
      gather[Symbol.dispose]();
      audience[Symbol.dispose]();
      screen[Symbol.dispose]();
    },
  };
}
