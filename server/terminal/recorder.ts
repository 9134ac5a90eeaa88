import type { CommandFacts, CommandLog, OpenCommand } from './command-log.ts';
import type { ActivityEvent } from './activity.ts';
import { createSignal, type Signal } from './signal.ts';
import {
  saveLine,
  type OpenLine,
  type RecorderNote,
  type SavedLine,
  type SavedRecorder,
  type Statements,
} from './recorder-state.ts';
import type { Tape } from './tape.ts';
import { isSuccess } from './sql-state.ts';
import { afterEcho, lastLine, typedText } from './typed-statement.ts';

/** Where the terminal has come to: the next prompt, or its end. */
export type Arrival =
  | { readonly at: 'shell' | 'shell-continuation' | 'psql-continuation' | 'closed' }
  /** `sqlState` of the statement that ended before; undefined when none did. */
  | { readonly at: 'psql'; readonly sqlState: string | null | undefined };

/** Turns what a session tells into records of commands, typed by hand or by the page. */
export type Recorder = {
  readonly arrivals: Signal<Arrival>;
  opened(): void;
  output(bytes: Buffer): void;
  event(event: ActivityEvent): void;
  closed(): void;
  /** The next command of the shell is this one; without a mark for its begin, it begins now. It ends at the prompt after `lastLine` was called. */
  expectShell(command: OpenCommand, marksBegin: boolean): { readonly lastLine: () => void };
  /** Statements belong to this command until `finishSql`. */
  beginSql(command: OpenCommand): void;
  /** The next line feed ends the echo: what follows is the answer. */
  statementTyped(): void;
  finishSql(): void;
  /** What a later server needs to go on. */
  save(): SavedRecorder;
  /** Goes on where an earlier server saved. */
  revive(saved: SavedRecorder): void;
  /** Does what an earlier server was asked to do, and noted. */
  noted(note: RecorderNote): void;
  /** Statements of a command whose typist was killed, with what psql has answered to the last that was typed. */
  readonly orphan: { readonly command: OpenCommand; readonly typed: number; readonly answer: Arrival | null } | null;
};

/** How much of a hand-typed statement with its answer is kept. */
const maxStatement = 256 * 1024;
/** What Ctrl+D means, which leaves no text on the line. */
const endOfInput = String.raw`\q`;
/** What leaves psql. */
const leaving = /^(?:\\q|exit|quit)(?:\s|;|$)/;

type StatementEnd = { readonly exitCode: number; readonly sqlState: string | null };

/** Creates the recorder of one terminal. */
export function createRecorder(options: {
  readonly terminal: string;
  readonly log: CommandLog;
  readonly match: (text: string) => string | null;
  readonly facts: CommandFacts;
  readonly tape: Tape | undefined;
  /** An id for what the stream tells at this place: the same when it is told again. */
  readonly idHere: () => string;
  /** Leaves to a later server what the stream does not tell. */
  readonly note: (note: RecorderNote) => void;
}): Recorder {
  const { terminal, log, match, facts, tape, idHere, note } = options;
  const arrivals = createSignal<Arrival>();
  let shell: OpenCommand | null = null;
  let expected: { readonly command: OpenCommand; last: boolean } | null = null;
  let ended: { readonly exitCode: number } | null = null;
  let sql: Statements | null = null;
  let sqlState: string | null | undefined;
  let lineStart: Buffer = Buffer.alloc(0);
  let lines: OpenLine[] = [];

  function begun(text: string | null) {
    ended = null;
    if (expected) {
      // Of several pasted lines each begins by itself; they are one command.
      shell = expected.command;
    } else {
      const known = text ?? '';
      const stepCommand = known === '' ? null : match(known);
      shell = log.open({ terminal, kind: 'shell', text: known, stepCommand }, { ...facts, id: idHere() });
    }
    shell.begin();
  }

  function shellPrompt(continuation: boolean) {
    const lastExit = ended;
    ended = null;
    if (!continuation && expected?.last && lastExit) {
      // Without an end before it the prompt was only drawn again, say after a resize.
      expected.command.end({ exitCode: lastExit.exitCode, sqlState: null });
      expected = null;
      shell = null;
    }
    arrive({ at: continuation ? 'shell-continuation' : 'shell' });
  }

  function psqlPrompt(continuation: boolean) {
    shell?.interactive();
    if (sql) sql.listening = 'no';
    const line = { prompt: lineStart, echo: [], bytes: 0, position: tape?.position() ?? null };
    lines = continuation ? [...lines, line] : [line];
    if (continuation) return arrive({ at: 'psql-continuation' });
    const state = sqlState;
    sqlState = undefined;
    arrive({ at: 'psql', sqlState: state });
  }

  function arrive(arrival: Arrival) {
    // Prompts of psql are drawn again at times; only one after a statement is an answer to it.
    if (sql && sql.answer === null && (arrival.at !== 'psql' || arrival.sqlState !== undefined)) sql.answer = arrival;
    arrivals.emit(arrival);
  }

  function statementEnded(state: string | null) {
    sqlState = state;
    if (sql) {
      sql.listening = 'no';
      return;
    }
    void recordTyped(takeLines(), (text) => {
      const own = text.startsWith('\\');
      return { exitCode: own || isSuccess(state) ? 0 : 1, sqlState: own ? null : state };
    });
  }

  /** psql is left: what was typed last at its prompt brings no further prompt, and yet it is a command. */
  function psqlLeft(exitCode: number) {
    if (!sql && shell?.record.state === 'interactive' && exitCode === 0) {
      void recordTyped(takeLines(), (text) => (leaving.test(text) ? { exitCode, sqlState: null } : null), endOfInput);
    }
    lines = [];
  }

  function takeLines(): SavedLine[] {
    const typed = lines.map(saveLine);
    lines = [];
    return typed;
  }

  async function recordTyped(typed: readonly SavedLine[], judge: (text: string) => StatementEnd | null, ifEmpty = '') {
    const { columns } = facts.size();
    const id = idHere();
    const texts = [];
    for (const line of typed) texts.push(await typedText(line, columns));
    const text = texts.join('\n').trim() || ifEmpty;
    const end = text === '' ? null : judge(text);
    if (end === null) return;
    const command = log.open({ terminal, kind: 'sql', text, stepCommand: match(text) }, { ...facts, id });
    // It is known only now that its answer is there; its recording begins at its prompt.
    command.begin(typed[0]?.position ?? null);
    command.output(afterEcho(typed.at(-1)?.echo ?? Buffer.alloc(0)));
    command.end(end);
  }

  return {
    arrivals,
    opened: () => {
      lineStart = Buffer.alloc(0);
      lines = [];
    },
    output: (bytes) => {
      lineStart = lastLine(lineStart, bytes);
      const line = lines.at(-1);
      if (line && line.bytes < maxStatement) {
        line.echo.push(Buffer.from(bytes));
        line.bytes += bytes.length;
      }
      if (sql) {
        if (sql.listening === 'yes') sql.command.output(bytes);
        const feed = sql.listening === 'after-echo' ? bytes.indexOf(0x0a) : -1;
        if (feed !== -1) {
          sql.listening = 'yes';
          sql.command.output(bytes.subarray(feed + 1));
        }
      }
      // Between its end and the prompt's own mark stands the prompt.
      if (!ended) shell?.output(bytes);
    },
    event: (event) => {
      switch (event.type) {
        case 'command-begun':
          return begun(event.text);
        case 'command-ended':
          ended = { exitCode: event.exitCode };
          psqlLeft(event.exitCode);
          if (shell && shell !== expected?.command) shell.end({ exitCode: event.exitCode, sqlState: null });
          if (shell !== expected?.command) shell = null;
          return;
        case 'statement-ended':
          return statementEnded(event.sqlState);
        case 'prompt':
          return event.owner === 'shell' ? shellPrompt(event.continuation) : psqlPrompt(event.continuation);
      }
    },
    closed: () => {
      for (const command of [sql?.command, shell, expected?.command]) {
        command?.end({ exitCode: null, sqlState: null, lost: true });
      }
      sql = null;
      shell = null;
      expected = null;
      arrive({ at: 'closed' });
    },
    expectShell: (command, marksBegin) => {
      note({ kind: 'expect', command: command.record, marksBegin });
      return expectShell(command, marksBegin);
    },
    beginSql: (command) => {
      note({ kind: 'sql', command: command.record });
      beginSql(command);
    },
    statementTyped: () => {
      note({ kind: 'statement' });
      statementTyped();
    },
    finishSql: () => {
      note({ kind: 'finish' });
      sql = null;
    },
    get orphan() {
      return sql && { command: sql.command, typed: sql.typed, answer: sql.answer };
    },
    save: () => ({
      commands: [sql?.command, shell, expected?.command].flatMap((command) =>
        command ? [{ record: command.record, raw: command.raw }] : [],
      ),
      shell: shell?.record.id ?? null,
      expected: expected && { id: expected.command.record.id, last: expected.last },
      ended: ended?.exitCode ?? null,
      sql: sql && { id: sql.command.record.id, listening: sql.listening, typed: sql.typed },
      sqlState,
      lineStart,
      lines: lines.map(saveLine),
    }),
    revive: (saved) => {
      const commands = new Map<string, OpenCommand>();
      for (const { record, raw } of saved.commands) {
        if (!commands.has(record.id)) commands.set(record.id, log.reopen(record, raw, facts));
      }
      const find = (id: string | null | undefined) => (id ? (commands.get(id) ?? null) : null);
      shell = find(saved.shell);
      const expectedCommand = find(saved.expected?.id);
      // Lines that were not typed are not typed any more: the prompt after the last one that was is the end.
      expected = expectedCommand && { command: expectedCommand, last: true };
      ended = saved.ended === null ? null : { exitCode: saved.ended };
      const sqlCommand = find(saved.sql?.id);
      sql =
        sqlCommand && saved.sql
          ? { command: sqlCommand, listening: saved.sql.listening, typed: saved.sql.typed, answer: null }
          : null;
      sqlState = saved.sqlState;
      lineStart = saved.lineStart;
      lines = saved.lines.map(({ prompt, echo, position }) => ({ prompt, echo: [echo], bytes: echo.length, position }));
    },
    noted: (noted) => {
      switch (noted.kind) {
        case 'expect':
          return expectShell(log.reopen(noted.command, Buffer.alloc(0), facts), noted.marksBegin).lastLine();
        case 'sql':
          return beginSql(log.reopen(noted.command, Buffer.alloc(0), facts));
        case 'statement':
          return statementTyped();
        case 'finish':
          sql = null;
      }
    },
  };

  function expectShell(command: OpenCommand, marksBegin: boolean) {
    const expectation = { command, last: false };
    ended = null;
    expected = expectation;
    if (!marksBegin) begun(null);
    return {
      lastLine: () => {
        expectation.last = true;
      },
    };
  }

  function beginSql(command: OpenCommand) {
    command.begin();
    sql = { command, listening: 'no', typed: 0, answer: null };
  }

  function statementTyped() {
    if (!sql) return;
    sql.listening = 'after-echo';
    sql.typed += 1;
    sql.answer = null;
  }
}
