import { parseBoolean, parseInteger, parseOneOf, parseOptionalString, parseRecord } from '#protocol/parse.ts';
import { parseActivity } from '#protocol/terminal.ts';
import type { Moment } from '../pty-owner/frames.ts';
import { startingState, type ActivityState } from './activity.ts';
import { unpackSaved, type Saved } from './kept-state.ts';
import type { KeptLaunch } from './launch.ts';
import type { Kept, Pty } from './pty.ts';
import type { Size } from './session.ts';

/** Raised when the form of a kept session changes: shells of another form are ended. */
const form = 1;
const max = Number.MAX_SAFE_INTEGER;

/** What a session leaves to a later server; `rest` is its owner's. */
export type SavedSession = Moment & {
  readonly activity: ActivityState;
  readonly size: Size;
  /** The beginning of a mark whose end has not come. */
  readonly openMark: Buffer;
  readonly rest: Saved;
};

/** A shell that has outlived the server which started it, and everything that is needed to go on with it. */
export type Revival = {
  readonly launch: KeptLaunch;
  readonly pty: Pty;
  readonly saved: SavedSession & { readonly screen: Buffer };
  /** What came since. */
  readonly kept: readonly Kept[];
};

/** What a session notes between two bytes of its pty. */
export type Note =
  | { readonly kind: 'size'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'enters'; readonly count: number }
  | { readonly kind: 'other'; readonly note: unknown };

/** Puts a session's state into a form that can be kept. */
export function saveSession({ position, notes, activity, openMark, rest }: Omit<SavedSession, 'size'>): Saved {
  return { json: { form, position, notes, activity, rest: rest.json }, bytes: [openMark, ...rest.bytes] };
}

/** The state of a session whose shell is about to start. */
export function newSession(): Saved {
  const rest = { json: null, bytes: [] };
  return saveSession({ position: 0, notes: 0, activity: startingState, openMark: Buffer.alloc(0), rest });
}

/**
 * Reads the state of a session with its screen.
 * @throws ParseError, SyntaxError or RangeError when it is of another form
 */
export function parseSession(packed: Buffer): SavedSession & { readonly screen: Buffer } {
  const { json, bytes } = unpackSaved(packed);
  const whole = parseRecord(json, 'state');
  const raw = parseRecord(whole.session, 'session');
  parseInteger(raw.form, 'form', form, form);
  const [screen = Buffer.alloc(0), openMark = Buffer.alloc(0), ...rest] = bytes;
  return {
    position: parseInteger(raw.position, 'position', 0, max),
    notes: parseInteger(raw.notes, 'notes', 0, max),
    activity: parseActivityState(raw.activity),
    size: parseSize(whole),
    rest: { json: raw.rest, bytes: rest },
    openMark,
    screen,
  };
}

/** Reads a note. */
export function parseNote(text: string): Note {
  const raw = parseRecord(JSON.parse(text), 'note');
  const kind = parseOneOf(raw.kind, 'kind', ['size', 'enters', 'other']);
  switch (kind) {
    case 'size':
      return { kind, ...parseSize(raw) };
    case 'enters':
      return { kind, count: parseInteger(raw.count, 'count', 1, max) };
    case 'other':
      return { kind, note: raw.note };
  }
}

function parseSize(value: unknown): Size {
  const raw = parseRecord(value, 'size');
  return { columns: parseInteger(raw.columns, 'columns', 1, 1_000), rows: parseInteger(raw.rows, 'rows', 1, 1_000) };
}

function parseActivityState(value: unknown): ActivityState {
  const raw = parseRecord(value, 'activity');
  return {
    activity: parseActivity(raw.activity),
    command: parseOptionalString(raw.command, 'command', 1 << 20),
    continuation: parseBoolean(raw.continuation, 'continuation'),
    enters: parseInteger(raw.enters, 'enters', 0, max),
    lineFed: parseBoolean(raw.lineFed, 'lineFed'),
  };
}
