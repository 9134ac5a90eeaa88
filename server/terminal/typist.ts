import type { CommandRecord } from '#protocol/command.ts';
import type { CommandKind } from '#protocol/step.ts';
import { promptNotReached, terminalBusy } from './busy.ts';
import type { RunRequest } from './command-request.ts';
import type { CommandFacts, CommandLog, OpenCommand } from './command-log.ts';
import { cleanCommandText } from './command-text.ts';
import { interruptTo, isPrompt } from './interrupt.ts';
import type { PromptLine } from './prompt-line.ts';
import type { Arrival, Recorder } from './recorder.ts';
import type { Session } from './session-events.ts';
import { isSuccess } from './sql-state.ts';
import { splitSqlStatements } from './sql-statements.ts';

/** Milliseconds that a shell may take to start, and that a prompt may take to return after Ctrl+C. */
const startDeadline = 10_000;
const clearDeadline = 3_000;
/** Milliseconds that a prompt may still take before a command is refused. */
const promptGrace = 300;
const psqlGrace = 2_000;
/** Milliseconds within which «прервать и выполнить» pressed twice is meant once. */
const doubleClick = 1_000;

export type TypistOptions = {
  readonly terminal: string;
  readonly session: Session;
  readonly recorder: Recorder;
  readonly line: PromptLine;
  readonly log: CommandLog;
  readonly facts: CommandFacts;
  readonly report: (error: unknown) => void;
};

/** Types commands of the page into a terminal. */
export type Typist = {
  run(request: RunRequest): Promise<CommandRecord>;
  /** Ends the command whose statements a killed server was typing. Nothing of it is typed any more. */
  endOrphan(): void;
};

/**
 * Creates what types commands of the page into a terminal, one at a time.
 * It returns as soon as the command is typed; the record tells the rest.
 */
export function createTypist(options: TypistOptions): Typist {
  const { terminal, session, recorder, line, log, facts, report } = options;
  let latest: Typed | null = null;
  let queue: Promise<unknown> = Promise.resolve();

  async function reachPrompt({ kind, interrupt }: RunRequest) {
    if (session.state.activity.at === 'closed' || session.state.activity.at === 'starting') {
      const arrived = recorder.arrivals.next(isPrompt, startDeadline);
      session.open();
      const arrival = await arrived;
      if (!arrival || arrival.at === 'closed') {
        throw promptNotReached(terminal, session.state.activity, startDeadline);
      }
    }
    const wanted = kind === 'sql' ? 'psql-prompt' : 'prompt';
    if (session.state.activity.at === 'running' && !interrupt) {
      // What runs may be at its very end, or psql at its very start.
      await recorder.arrivals.next(isPrompt, kind === 'sql' ? psqlGrace : promptGrace);
    }
    if (session.state.activity.at !== wanted) {
      if (!interrupt) throw terminalBusy(terminal, kind, session.state.activity);
      await interruptTo(kind, terminal, session, recorder);
      line.fresh();
      if (session.state.activity.at !== wanted) throw terminalBusy(terminal, kind, session.state.activity);
    }
    if (line.used || session.state.continuation) await clearLine();
  }

  /** Ctrl+C gives an empty prompt in bash, zsh and psql alike, whatever the editing mode, and leaves the half line readable. */
  async function clearLine() {
    const arrived = recorder.arrivals.next(isPrompt, clearDeadline);
    session.write(Buffer.from('\x03'));
    if (!(await arrived)) throw promptNotReached(terminal, session.state.activity, clearDeadline);
    line.fresh();
  }

  async function typeNow(request: RunRequest, text: string): Promise<OpenCommand> {
    await reachPrompt(request);
    const { kind, stepCommand } = request;
    if (kind === 'sql') {
      const statements = splitSqlStatements(text);
      const command = log.open({ terminal, kind, text, stepCommand }, facts);
      recorder.beginSql(command);
      typeStatements(command, statements).catch(report);
      return command;
    }
    const bracketed = /[\n\t]/.test(text) && (await session.bracketedPaste());
    const command = log.open({ terminal, kind, text, stepCommand }, facts);
    const expectation = recorder.expectShell(command, session.marksBegin);
    if (bracketed || !text.includes('\n')) {
      expectation.lastLine();
      session.write(Buffer.from(bracketed ? `\x1b[200~${text}\x1b[201~\r` : `${untab(text)}\r`));
    } else {
      typeLines(untab(text).split('\n'), expectation.lastLine).catch(report);
    }
    return command;
  }

  async function typeLines(lines: readonly string[], lastLine: () => void) {
    for (const [index, text] of lines.entries()) {
      const isLast = index === lines.length - 1;
      if (isLast) lastLine();
      const arrived = recorder.arrivals.next(() => true);
      session.write(Buffer.from(`${text}\r`));
      if (!isLast && (await arrived)?.at === 'closed') return;
    }
  }

  async function typeStatements(command: OpenCommand, statements: readonly string[]) {
    let result: StatementResult = { exitCode: 0, sqlState: null };
    for (const statement of statements) {
      const arrival = await typeStatement(statement);
      if (arrival?.at === 'closed') return;
      result = judge(statement, arrival);
      if (arrival?.at === 'psql-continuation') await clearLine();
      if (arrival?.at !== 'psql' || result.exitCode !== 0) break;
    }
    recorder.finishSql();
    command.end(result);
  }

  async function endOrphan() {
    const { orphan } = recorder;
    if (!orphan) return;
    const { command, typed, answer } = orphan;
    const statements = splitSqlStatements(command.record.text);
    const arrival = typed === 0 ? null : (answer ?? (await recorder.arrivals.next(isAnswer)));
    if (arrival?.at === 'closed') return;
    const result = judge(statements[typed - 1] ?? '', arrival);
    recorder.finishSql();
    // A failed statement ends a command; otherwise it is whole only with its last one.
    command.end({ ...result, lost: typed < statements.length && result.exitCode === 0 });
  }

  /** Types a statement line by line, as psql asks for the next; says where that has led. */
  async function typeStatement(statement: string): Promise<Arrival | null> {
    const lines = untab(statement).split('\n');
    let arrival: Arrival | null = null;
    for (const [index, text] of lines.entries()) {
      if (index === lines.length - 1) recorder.statementTyped();
      const arrived = recorder.arrivals.next(isAnswer);
      session.write(Buffer.from(`${text}\r`));
      arrival = await arrived;
      if (arrival?.at !== 'psql-continuation') return arrival;
    }
    return arrival;
  }

  return {
    run: async (request) => {
      const text = cleanCommandText(request.text);
      const turn = queue.then(async () => {
        if (latest && isSameRun(latest, request, text)) return latest.command.record;
        const command = await typeNow(request, text);
        latest = { text, kind: request.kind, at: performance.now(), command };
        return command.record;
      });
      // A refusal belongs to the one who asked; the next in the queue has a turn of its own.
      queue = turn.catch(() => null);
      return turn;
    },
    endOrphan: () => void endOrphan().catch(report),
  };
}

type StatementResult = { readonly exitCode: number; readonly sqlState: string | null };

/** What became of a statement, by where the terminal came to after it. */
function judge(statement: string, arrival: Arrival | null): StatementResult {
  if (arrival?.at !== 'psql') {
    // psql was left, by `\q` or because it ended; or it waits for more than there is.
    return { exitCode: statement.startsWith('\\q') ? 0 : 1, sqlState: null };
  }
  const isSql = !statement.startsWith('\\');
  const sqlState = isSql ? (arrival.sqlState ?? null) : null;
  return { exitCode: !isSql || isSuccess(sqlState) ? 0 : 1, sqlState };
}

type Typed = { readonly text: string; readonly kind: CommandKind; readonly at: number; readonly command: OpenCommand };

/** A double click: the same command is on its way or running, and was not asked to begin anew. */
function isSameRun(latest: Typed, request: RunRequest, text: string): boolean {
  if (latest.kind !== request.kind || latest.text !== text || latest.command.record.endedAt !== null) return false;
  return !request.interrupt || performance.now() - latest.at < doubleClick;
}

/** A tab at a line editor asks for completion. */
function untab(text: string): string {
  return text.replaceAll('\t', ' ');
}

/** Prompts of psql are drawn again at times; only one after a statement is an answer to it. */
function isAnswer(arrival: Arrival): boolean {
  return arrival.at !== 'psql' || arrival.sqlState !== undefined;
}
