import type { CommandLog, OpenCommand } from './command-log.ts';
import type { ActivityEvent } from './activity.ts';
import { createSignal, type Signal } from './signal.ts';
import type { Size } from './session.ts';
import type { Tape } from './tape.ts';
import { afterEcho, typedText, type EchoedLine } from './typed-statement.ts';

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
};

/** How much of a hand-typed statement with its answer is kept. */
const maxStatement = 256 * 1024;
const maxPrompt = 1_024;
/** What Ctrl+D means, which leaves no text on the line. */
const endOfInput = String.raw`\q`;
/** What leaves psql. */
const leaving = /^(?:\\q|exit|quit)(?:\s|;|$)/;

/** A line at psql's prompt; `position` is the prompt's in the recording. */
type TypedLine = EchoedLine & { readonly position: number | null };
type StatementEnd = { readonly exitCode: number; readonly sqlState: string | null };

/** Creates the recorder of one terminal. */
export function createRecorder(options: {
  readonly terminal: string;
  readonly log: CommandLog;
  readonly match: (text: string) => string | null;
  readonly size: () => Size;
  readonly tape: Tape | undefined;
}): Recorder {
  const { terminal, log, match, size, tape } = options;
  const arrivals = createSignal<Arrival>();
  let shell: OpenCommand | null = null;
  let expected: { readonly command: OpenCommand; last: boolean } | null = null;
  let ended: { readonly exitCode: number } | null = null;
  let sql: { readonly command: OpenCommand; listening: 'no' | 'after-echo' | 'yes' } | null = null;
  let sqlState: string | null | undefined;
  let lineStart: Buffer = Buffer.alloc(0);
  let lines: { readonly prompt: Buffer; readonly echo: Buffer[]; bytes: number; readonly position: number | null }[] =
    [];

  function begun(text: string | null) {
    ended = null;
    if (expected) {
      // Of several pasted lines each begins by itself; they are one command.
      shell = expected.command;
    } else {
      const known = text ?? '';
      shell = log.open({ terminal, kind: 'shell', text: known, stepCommand: known === '' ? null : match(known) }, size);
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
    arrivals.emit({ at: continuation ? 'shell-continuation' : 'shell' });
  }

  function psqlPrompt(continuation: boolean) {
    shell?.interactive();
    if (sql) sql.listening = 'no';
    const line = { prompt: lineStart, echo: [], bytes: 0, position: tape?.position() ?? null };
    lines = continuation ? [...lines, line] : [line];
    if (continuation) return arrivals.emit({ at: 'psql-continuation' });
    const state = sqlState;
    sqlState = undefined;
    arrivals.emit({ at: 'psql', sqlState: state });
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

  function takeLines(): TypedLine[] {
    const typed = lines.map(({ prompt, echo, position }) => ({ prompt, echo: Buffer.concat(echo), position }));
    lines = [];
    return typed;
  }

  async function recordTyped(typed: readonly TypedLine[], judge: (text: string) => StatementEnd | null, ifEmpty = '') {
    const { columns } = size();
    const texts = [];
    for (const line of typed) texts.push(await typedText(line, columns));
    const text = texts.join('\n').trim() || ifEmpty;
    const end = text === '' ? null : judge(text);
    if (end === null) return;
    const command = log.open({ terminal, kind: 'sql', text, stepCommand: match(text) }, size);
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
      arrivals.emit({ at: 'closed' });
    },
    expectShell: (command, marksBegin) => {
      const expectation = { command, last: false };
      ended = null;
      expected = expectation;
      if (!marksBegin) begun(null);
      return {
        lastLine: () => {
          expectation.last = true;
        },
      };
    },
    beginSql: (command) => {
      command.begin();
      sql = { command, listening: 'no' };
    },
    statementTyped: () => {
      if (sql) sql.listening = 'after-echo';
    },
    finishSql: () => {
      sql = null;
    },
  };
}

/** What stands on the cursor's line after these bytes, as far as a prompt may be long. */
function lastLine(before: Buffer, bytes: Buffer): Buffer {
  const feed = bytes.lastIndexOf(0x0a);
  if (feed !== -1) return Buffer.from(bytes.subarray(Math.max(feed + 1, bytes.length - maxPrompt)));
  if (before.length + bytes.length > maxPrompt) return Buffer.alloc(0);
  return Buffer.concat([before, bytes]);
}

/** Success, warning and "no data" are not errors; psql gives no SQLSTATE at all when the connection broke. */
export function isSuccess(sqlState: string | null): boolean {
  return sqlState !== null && /^0[012]/.test(sqlState);
}
