import {
  ParseError,
  parseBoolean,
  parseInteger,
  parseOneOf,
  parseOptionalString,
  parseRecord,
  parseString,
} from './parse.ts';

/** The WebSocket subprotocol of `/api/terminals/<name>`. */
export const terminalSubprotocol = 'lab.terminal.v1';

/** Bounds that both sides hold; sizes in bytes, times in milliseconds. */
export const terminalLimits = {
  authenticateWithin: 5_000,
  /** How often the server says `alive` to a page at least, and how long a page hears nothing before it connects anew. */
  aliveEvery: 4_000,
  silentFor: 12_000,
  maxClientMessage: 64 * 1024,
  maxColumns: 500,
  maxRows: 200,
  /** Lines that scroll off and are kept, on the server as in the page. */
  scrollback: 10_000,
  /**
   * Bytes sent to one client and not acknowledged by it, above which the pty is paused; what is under way is what Ctrl+C
   * waits for. A page that draws faster gets a larger window, so that it does not wait for the pty.
   */
  window: 256 * 1024,
  largestWindow: 1024 * 1024,
  /** The part of the window below which the pty goes on. */
  goOnBelow: 0.5,
  /** A page acknowledges at least in steps of so many bytes. */
  acknowledgeEvery: 16 * 1024,
} as const;

/** WebSocket close codes; an `error` frame with the reason goes before. After `unauthorized` connecting again is in vain. */
export const terminalCloseCodes = { protocol: 1002, unauthorized: 4401 } as const;

/** What the terminal is doing, by the shell's OSC 133 marks. */
export type TerminalActivity =
  | { readonly at: 'starting' }
  | { readonly at: 'prompt' }
  | { readonly at: 'psql-prompt' }
  /** In psql in the middle of a statement. */
  | { readonly at: 'psql-continuation' }
  | { readonly at: 'running'; readonly command: string }
  | { readonly at: 'closed'; readonly exitCode: number | null };

/** A screen, and up to where in its stream somebody shows it: bytes since it began. */
export type ShownScreen = { readonly screen: string; readonly position: number };

/**
 * Text frames from the client; binary frames are keystrokes, bytes for the pty.
 * The first frame must be `authenticate`.
 */
export type ClientFrame =
  /**
   * `columns` and `rows` are the size of the page's terminal, so that the screen can be sent for it; a script may leave them
   * out. `inflates`: it understands `deflated`. `tab` is a page's: a name that its tab keeps over reloads. Of several tabs
   * one drives, the others watch until they are told otherwise; `drove`: this one drove when it was connected last.
   * `shown`: what it has shown since then, so that it need not be sent all of it again.
   */
  | {
      readonly type: 'authenticate';
      readonly token: string;
      readonly columns: number;
      readonly rows: number;
      readonly inflates: boolean;
      readonly tab: string | null;
      readonly drove: boolean;
      readonly shown: ShownScreen | null;
    }
  | { readonly type: 'resize'; readonly columns: number; readonly rows: number }
  /** Bytes of binary frames that the page has drawn since it attached, a running total. */
  | { readonly type: 'acknowledge'; readonly bytes: number }
  /** A new shell after the old one ended. */
  | { readonly type: 'restart' }
  /** A person lets this tab type from now on. */
  | { readonly type: 'drive' };

/** Text frames from the server; binary frames are the pty's bytes. */
export type ServerFrame =
  /**
   * Sent once after `authenticate`; the next `screenBytes` bytes of binary frames are the screen as it was: nothing in them may
   * be answered. With `goesOn` they are what is missing of the screen that the client shows, else they are drawn on an empty one.
   * With them it shows `shown`, and each byte that follows moves it on by one.
   */
  | {
      readonly type: 'attached';
      readonly columns: number;
      readonly rows: number;
      readonly screenBytes: number;
      readonly goesOn: boolean;
      readonly shown: ShownScreen;
      readonly activity: TerminalActivity;
      /** Whether what it types goes to the program; false for a tab that watches another one. */
      readonly drives: boolean;
    }
  | { readonly type: 'activity'; readonly activity: TerminalActivity }
  /** The next binary frame is deflated (RFC 1951, no header); what is counted and acknowledged are the bytes in it. */
  | { readonly type: 'deflated' }
  /** To a client with a `tab`: a browser does not show a page the pings, and a line that is dead says nothing either. */
  | { readonly type: 'alive' }
  /** To a client with a `tab`, with every change. */
  | { readonly type: 'driving'; readonly drives: boolean }
  /** Another tab changed the size. */
  | { readonly type: 'size'; readonly columns: number; readonly rows: number }
  | { readonly type: 'error'; readonly code: string; readonly message: string };

/** For a script that has no screen. */
const defaultSize = { columns: 100, rows: 30 };

function parseSize(raw: { readonly [key: string]: unknown }): { columns: number; rows: number } {
  return {
    columns: parseInteger(raw.columns, 'columns', 2, terminalLimits.maxColumns),
    rows: parseInteger(raw.rows, 'rows', 1, terminalLimits.maxRows),
  };
}

function parseShown(value: unknown): ShownScreen {
  const raw = parseRecord(value, 'shown');
  return {
    screen: parseString(raw.screen, 'shown.screen', 64),
    position: parseInteger(raw.position, 'shown.position', 0, Number.MAX_SAFE_INTEGER),
  };
}

/**
 * Reads a text frame of the client.
 * @throws ParseError, also for text that is not JSON
 */
export function parseClientFrame(text: string): ClientFrame {
  const raw = parseRecord(parseJson(text), '');
  const type = parseOneOf(raw.type, 'type', ['authenticate', 'resize', 'acknowledge', 'restart', 'drive']);
  switch (type) {
    case 'authenticate':
      return {
        type,
        token: parseString(raw.token, 'token', 512),
        ...parseSize({ ...defaultSize, ...raw }),
        inflates: raw.inflates === undefined ? false : parseBoolean(raw.inflates, 'inflates'),
        tab: parseOptionalString(raw.tab, 'tab', 64),
        drove: raw.drove === undefined ? false : parseBoolean(raw.drove, 'drove'),
        shown: raw.shown === undefined || raw.shown === null ? null : parseShown(raw.shown),
      };
    case 'resize':
      return { type, ...parseSize(raw) };
    case 'acknowledge':
      return { type, bytes: parseInteger(raw.bytes, 'bytes', 0, Number.MAX_SAFE_INTEGER) };
    case 'restart':
    case 'drive':
      return { type };
  }
}

/** Reads what a terminal is doing. */
export function parseActivity(value: unknown): TerminalActivity {
  const raw = parseRecord(value, 'activity');
  const at = parseOneOf(raw.at, 'activity.at', [
    'starting',
    'prompt',
    'psql-prompt',
    'psql-continuation',
    'running',
    'closed',
  ]);
  if (at === 'running') return { at, command: parseOptionalString(raw.command, 'activity.command') ?? '' };
  if (at === 'closed') return { at, exitCode: typeof raw.exitCode === 'number' ? raw.exitCode : null };
  return { at };
}

/**
 * Reads a text frame of the server.
 * @throws ParseError, also for text that is not JSON
 */
export function parseServerFrame(text: string): ServerFrame {
  const raw = parseRecord(parseJson(text), '');
  const type = parseOneOf(raw.type, 'type', ['attached', 'activity', 'alive', 'deflated', 'driving', 'size', 'error']);
  switch (type) {
    case 'attached':
      return {
        type,
        ...parseSize(raw),
        screenBytes: parseInteger(raw.screenBytes, 'screenBytes', 0, Number.MAX_SAFE_INTEGER),
        goesOn: parseBoolean(raw.goesOn, 'goesOn'),
        shown: parseShown(raw.shown),
        activity: parseActivity(raw.activity),
        drives: parseBoolean(raw.drives, 'drives'),
      };
    case 'activity':
      return { type, activity: parseActivity(raw.activity) };
    case 'alive':
    case 'deflated':
      return { type };
    case 'driving':
      return { type, drives: parseBoolean(raw.drives, 'drives') };
    case 'size':
      return { type, ...parseSize(raw) };
    case 'error':
      return { type, code: parseString(raw.code, 'code'), message: parseString(raw.message, 'message') };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ParseError('', 'JSON');
  }
}
