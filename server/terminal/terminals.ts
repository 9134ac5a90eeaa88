import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { CommandRecord, CommandWithOutput } from '#protocol/command.ts';
import { parseRecord } from '#protocol/parse.ts';
import type { CommandKind } from '#protocol/step.ts';
import type { TerminalActivity } from '#protocol/terminal.ts';
import { LabError } from '../lab-error.ts';
import { openCommandLog, type CommandLog, type TerminalJournal } from './command-log.ts';
import { createCommandStore } from './command-store.ts';
import { interruptTo } from './interrupt.ts';
import { parseKeptLaunch, prepareLaunch } from './launch.ts';
import { endTerminalProcesses } from './processes.ts';
import { createPromptLine } from './prompt-line.ts';
import type { Ptys, Survivor } from './pty.ts';
import { createRecorder } from './recorder.ts';
import { packRecorder, parseRecorder, parseRecorderNote } from './recorder-state.ts';
import { parseSession } from './session-state.ts';
import { stableId } from './stable-id.ts';
import type { Attachment, Wanted } from './attachment.ts';
import { createSession } from './session.ts';
import type { Session } from './session-events.ts';
import type { RunRequest } from './command-request.ts';
import { parsePlace, type Tape } from './tape.ts';
import { findShell, type Shell } from './shells.ts';
import { createTypist } from './typist.ts';
import type { TerminalClient } from './viewer.ts';

export type TerminalsOptions = {
  /** The run's folder: start files, histories and kept output stand in it. */
  readonly runDir: string;
  readonly workspaceDir: string;
  /** The whole environment of the shells, before the lab's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly names: readonly string[];
  readonly journal: TerminalJournal;
  /** The step's command that a text typed by hand is a run of, or null. */
  readonly matchStepCommand?: (terminal: string, text: string) => string | null;
  /** Told of failures that nobody waits for. */
  readonly report?: (error: unknown) => void;
  /** Where the shells come from, and where those of a killed server are found again. */
  readonly ptys: Ptys;
  /** The recording of a terminal. */
  readonly tape?: (terminal: string) => Tape;
};

/** The terminals of one run. */
export type Terminals = AsyncDisposable & {
  readonly names: readonly string[];
  /** @throws LabError 404 for a name that is not on the list */
  attach(name: string, client: TerminalClient, wanted: Wanted): Attachment;
  /**
   * Types a command; the record is the one that is running already when this is a double click.
   * @throws LabError 404, 400 for a text that can't be typed, 409 `terminal-busy` or `psql-needed`
   */
  run(name: string, request: RunRequest): Promise<CommandRecord>;
  command(id: string): Promise<CommandWithOutput | null>;
  /**
   * Stops a command as a person would, by Ctrl+C first, and leaves alone what has ended or runs since.
   * @returns the command as it ended, null for an unknown one
   * @throws LabError 409 `terminal-busy` when nothing stops it
   */
  interrupt(id: string): Promise<CommandWithOutput | null>;
  /** Oldest first. */
  commands(): CommandRecord[];
  activity(name: string): TerminalActivity;
};

type Terminal = {
  readonly session: Session;
  readonly run: (request: RunRequest) => Promise<CommandRecord>;
  /** Goes on with the shell of a killed server; false when there is none that can be gone on with. */
  readonly revive: (survivor: Survivor) => Promise<boolean>;
  /** Brings what runs there to an end and the terminal to its prompt. */
  readonly interrupt: (kind: CommandKind) => Promise<void>;
};

/** Opens the terminals of a run; their shells start when somebody first looks or runs something. */
export async function createTerminals(options: TerminalsOptions): Promise<Terminals> {
  const { runDir, names, report = console.error } = options;
  const journal: TerminalJournal = {
    append: (body) => {
      // It happens in the middle of the pty's bytes: a full disk must not stop them.
      try {
        options.journal.append(body);
      } catch (error) {
        report(error);
      }
    },
    now: () => options.journal.now(),
    read: (...asked) => options.journal.read(...asked),
  };
  const markerPrefix = `${createHash('sha256').update(runDir).digest('hex').slice(0, 16)}:`;
  const survivors = await options.ptys.survivors(markerPrefix);
  const log = await openCommandLog(createCommandStore(join(runDir, 'commands'), report), journal, options.tape);
  const shell = findShell(options.environment);
  const terminals = new Map<string, Terminal>();

  function find(name: string): Terminal {
    if (!names.includes(name)) throw terminalUnknown(name, names);
    const known = terminals.get(name);
    if (known) return known;
    const created = createTerminal(name, { ...options, shell, markerPrefix, log, report, journal });
    terminals.set(name, created);
    return created;
  }

  const revived: string[] = [];
  for (const survivor of survivors) {
    const name = survivor.id.slice(markerPrefix.length).split(':')[0] ?? '';
    if (names.includes(name) && !terminals.has(name) && (await find(name).revive(survivor))) revived.push(survivor.id);
  }
  // What else a killed server left behind belongs to no terminal any more.
  await endTerminalProcesses(markerPrefix, null, revived);
  await log.giveUpRest();

  return {
    names,
    attach: (name, client, wanted) => find(name).session.attach(client, wanted),
    run: async (name, request) => find(name).run(request),
    command: (id) => log.withOutput(id),
    interrupt: async (id) => {
      const command = await log.withOutput(id);
      if (command?.state !== 'running') return command;
      await find(command.terminal).interrupt(command.kind);
      return log.withOutput(id);
    },
    commands: () => log.records(),
    activity: (name) => find(name).session.state.activity,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...terminals.values()].map(({ session }) => session[Symbol.asyncDispose]()));
      await log[Symbol.asyncDispose]();
    },
  };
}

/** Nobody makes a terminal by asking for it. */
export function terminalUnknown(name: string, names: readonly string[]): LabError {
  return new LabError({
    code: 'terminal-unknown',
    title: 'Такого терминала нет',
    message: `Терминала «${name.slice(0, 64)}» в этой лаборатории нет.`,
    hint: `Есть терминалы: ${names.join(', ')}.`,
    status: 404,
  });
}

function createTerminal(
  name: string,
  options: TerminalsOptions & {
    readonly markerPrefix: string;
    readonly shell: Promise<Shell>;
    readonly log: CommandLog;
    readonly report: (error: unknown) => void;
  },
): Terminal {
  const { journal, report, log, matchStepCommand } = options;
  const line = createPromptLine();
  const facts = { size: () => session.size, now: () => session.replayedAt ?? journal.now() };
  const tape = options.tape?.(name);
  let marker = '';
  const recorder = createRecorder({
    terminal: name,
    log,
    facts,
    match: (text) => matchStepCommand?.(name, text) ?? null,
    tape,
    idHere: () => stableId(marker, session.position),
    note: (note) => session.note(note),
  });
  const session = createSession({
    prepare: () => prepareLaunch({ ...options, terminal: name }),
    startPty: options.ptys.start,
    now: () => journal.now(),
    written: async () => tape?.written(),
    report,
    sweep: async ({ marker }, pid) => {
      const left = await endTerminalProcesses(marker, pid);
      if (left.length > 0) report(new Error(`processes ${left.join(', ')} of terminal ${name} did not end`));
    },
    events: {
      opened: (launch) => {
        ({ marker } = launch);
        tape?.shellStarted(launch.file, session.size, marker);
        recorder.opened();
        line.fresh();
        journal.append({ kind: 'terminal-opened', terminal: name });
      },
      output: (bytes) => {
        tape?.output(bytes);
        recorder.output(bytes);
        const { at } = session.state.activity;
        if (at === 'prompt' || at === 'psql-prompt') line.printed(bytes);
      },
      resized: (next) => tape?.resized(next),
      typed: (bytes) => line.typed(bytes),
      event: (event) => {
        if (event.type === 'prompt') line.prompt();
        else line.fresh();
        recorder.event(event);
      },
      closed: (exitCode) => {
        recorder.closed();
        tape?.shellEnded(exitCode);
        journal.append({ kind: 'terminal-closed', terminal: name, exitCode });
      },
      save: () => {
        const { json, bytes } = packRecorder(recorder.save());
        return { json: { recorder: json, lineUsed: line.used, place: tape?.place ?? null }, bytes };
      },
      revived: (launch, { json, bytes }) => {
        ({ marker } = launch);
        line.fresh();
        const raw = json === null ? null : parseRecord(json, 'terminal');
        if (raw) recorder.revive(parseRecorder({ json: raw.recorder, bytes }));
        if (raw?.lineUsed === true) line.typed(Buffer.from(' '));
        const place = parsePlace(marker, raw?.place ?? null);
        tape?.shellGoesOn(launch.file, session.size, { ...place, replayedAt: () => session.replayedAt });
      },
      noted: (note) => recorder.noted(parseRecorderNote(note)),
    },
  });
  const typist = createTypist({ terminal: name, session, recorder, line, log, facts, report });

  async function revive(survivor: Survivor): Promise<boolean> {
    const found = await survivor.revive();
    if (!found) return false;
    try {
      const { pty, state, kept } = found;
      session.revive({ launch: parseKeptLaunch(survivor.launch), pty, saved: parseSession(state), kept });
    } catch (error) {
      // Left by another version of the lab: its shell is ended with the rest.
      report(error);
      found.pty.memory?.release();
      return false;
    }
    typist.endOrphan();
    return true;
  }

  return {
    session,
    run: (request) => typist.run(request),
    revive,
    interrupt: (kind) => interruptTo(kind, name, session, recorder),
  };
}
