import type { CommandRecord } from '#protocol/command.ts';
import { parseCommandRecord } from '#protocol/journal-parse.ts';
import {
  ParseError,
  parseBoolean,
  parseInteger,
  parseList,
  parseOneOf,
  parseOptionalString,
  parseRecord,
  parseString,
} from '#protocol/parse.ts';
import type { OpenCommand } from './command-log.ts';
import type { Saved } from './kept-state.ts';
import type { Arrival } from './recorder.ts';
import type { EchoedLine } from './typed-statement.ts';

const listening = ['no', 'after-echo', 'yes'] as const;
type Listening = (typeof listening)[number];

/** A command whose statements are typed at psql's prompt. */
export type Statements = {
  readonly command: OpenCommand;
  listening: Listening;
  /** How many of them were typed, and what psql has answered to the last. */
  typed: number;
  answer: Arrival | null;
};

/** A line at psql's prompt, with what came after it. */
export type OpenLine = {
  readonly prompt: Buffer;
  readonly echo: Buffer[];
  bytes: number;
  readonly position: number | null;
};

/** Such a line with what has come of it so far; `position` is the prompt's in the recording. */
export type SavedLine = EchoedLine & { readonly position: number | null };

/** A line as it is kept. */
export function saveLine({ prompt, echo, position }: OpenLine): SavedLine {
  return { prompt, echo: Buffer.concat(echo), position };
}

/** A recorder as a later server goes on with it. */
export type SavedRecorder = {
  readonly commands: readonly { readonly record: CommandRecord; readonly raw: Buffer }[];
  readonly shell: string | null;
  readonly expected: { readonly id: string; readonly last: boolean } | null;
  readonly ended: number | null;
  readonly sql: { readonly id: string; readonly listening: Listening; readonly typed: number } | null;
  readonly sqlState: string | null | undefined;
  readonly lineStart: Buffer;
  readonly lines: readonly SavedLine[];
};

/** What a recorder is asked to do between two bytes of the stream. */
export type RecorderNote =
  | { readonly kind: 'expect'; readonly command: CommandRecord; readonly marksBegin: boolean }
  | { readonly kind: 'sql'; readonly command: CommandRecord }
  | { readonly kind: 'statement' }
  | { readonly kind: 'finish' };

/** Puts a recorder into a form that can be kept. */
export function packRecorder({ commands, lineStart, lines, sqlState, ...rest }: SavedRecorder): Saved {
  return {
    json: {
      ...rest,
      commands: commands.map(({ record }) => record),
      lines: lines.map(({ position }) => position),
      statement: sqlState === undefined ? null : { sqlState },
    },
    bytes: [lineStart, ...commands.map(({ raw }) => raw), ...lines.flatMap(({ prompt, echo }) => [prompt, echo])],
  };
}

/**
 * Reads a kept recorder.
 * @throws ParseError
 */
export function parseRecorder({ json, bytes }: Saved): SavedRecorder {
  const raw = parseRecord(json, 'recorder');
  const records = parseList(raw.commands, 'commands', parseCommandRecord);
  const positions = parseList(raw.lines, 'lines', parsePosition, 100_000);
  const [lineStart = Buffer.alloc(0), ...others] = bytes.map((each) => Buffer.from(each));
  const at = (index: number) => others[index] ?? Buffer.alloc(0);
  const expected = raw.expected === null ? null : parseRecord(raw.expected, 'expected');
  const sql = raw.sql === null ? null : parseRecord(raw.sql, 'sql');
  const statement = raw.statement === null ? null : parseRecord(raw.statement, 'statement');
  return {
    commands: records.map((record, index) => ({ record, raw: at(index) })),
    shell: parseOptionalString(raw.shell, 'shell', 128),
    expected: expected && {
      id: parseString(expected.id, 'expected.id', 128),
      last: parseBoolean(expected.last, 'expected.last'),
    },
    ended: raw.ended === null ? null : parseInteger(raw.ended, 'ended', 0, 2 ** 32),
    sql: sql && {
      id: parseString(sql.id, 'sql.id', 128),
      listening: parseOneOf(sql.listening, 'sql.listening', listening),
      typed: parseInteger(sql.typed, 'sql.typed', 0, 100_000),
    },
    sqlState: statement ? parseOptionalString(statement.sqlState, 'sqlState', 5) : undefined,
    lineStart,
    lines: positions.map((position, index) => ({
      prompt: at(records.length + 2 * index),
      echo: at(records.length + 2 * index + 1),
      position,
    })),
  };
}

/**
 * Reads a recorder's note.
 * @throws ParseError
 */
export function parseRecorderNote(value: unknown): RecorderNote {
  const raw = parseRecord(value, 'note');
  const kind = parseOneOf(raw.kind, 'kind', ['expect', 'sql', 'statement', 'finish']);
  switch (kind) {
    case 'expect': {
      const command = parseCommandRecord(raw.command, 'command');
      return { kind, command, marksBegin: parseBoolean(raw.marksBegin, 'marksBegin') };
    }
    case 'sql':
      return { kind, command: parseCommandRecord(raw.command, 'command') };
    case 'statement':
    case 'finish':
      return { kind };
  }
}

function parsePosition(value: unknown, path: string): number | null {
  if (value === null) return null;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new ParseError(path, 'seconds, or null');
}
