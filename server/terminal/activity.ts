import type { TerminalActivity } from '#protocol/terminal.ts';
import type { Mark, PromptOwner } from './mark.ts';

/** What is known about a terminal from its marks. */
export type ActivityState = {
  readonly activity: TerminalActivity;
  /** The shell command that runs now; null at the shell's prompt. */
  readonly command: string | null;
  /** At the shell's prompt, in the middle of an unfinished command. */
  readonly continuation: boolean;
  /** Under a command: how often Enter was pressed and no prompt of psql has answered; some may be typed ahead. */
  readonly enters: number;
  /** The cursor has gone to a new line since psql's prompt. */
  readonly lineFed: boolean;
};

/** What commands are told. */
export type ActivityEvent =
  | { readonly type: 'command-begun'; readonly text: string | null }
  /** `begun` is false when nothing had begun: an empty line, Ctrl+C at the prompt, a syntax error. */
  | { readonly type: 'command-ended'; readonly exitCode: number; readonly begun: boolean }
  | { readonly type: 'statement-ended'; readonly sqlState: string | null }
  | { readonly type: 'prompt'; readonly owner: PromptOwner; readonly continuation: boolean };

type Change = { readonly state: ActivityState; readonly events: readonly ActivityEvent[] };

/** The state of a terminal whose shell has just been started. */
export const startingState: ActivityState = {
  activity: { at: 'starting' },
  command: null,
  continuation: false,
  enters: 0,
  lineFed: false,
};

/** The state after a mark, and what it means for commands. */
export function applyMark(state: ActivityState, mark: Mark): Change {
  switch (mark.kind) {
    case 'begun': {
      const command = mark.text ?? '';
      return {
        state: { activity: { at: 'running', command }, command, continuation: false, enters: 0, lineFed: false },
        events: [{ type: 'command-begun', text: mark.text }],
      };
    }
    case 'ended':
      return {
        state: { ...state, command: null, enters: 0, lineFed: false },
        events: [{ type: 'command-ended', exitCode: mark.exitCode, begun: state.command !== null }],
      };
    case 'prompt':
      return mark.owner === 'shell' ? atShellPrompt(state, mark.continuation) : atPsqlPrompt(state, mark.continuation);
    case 'statement-ended':
      // psql draws its prompt, and with it this mark, again on Ctrl+L or a resize: only Enter makes a statement.
      if (state.enters === 0 || !state.lineFed) return { state, events: [] };
      return {
        state,
        events: [{ type: 'statement-ended', sqlState: mark.sqlState }],
      };
  }
}

function atShellPrompt(state: ActivityState, continuation: boolean): Change {
  return {
    state: { ...state, activity: { at: 'prompt' }, command: null, continuation },
    events: [{ type: 'prompt', owner: 'shell', continuation }],
  };
}

function atPsqlPrompt(state: ActivityState, continuation: boolean): Change {
  // psql runs under a command; marks from elsewhere, say a background job, do not move the shell's prompt.
  if (state.command === null) return { state, events: [] };
  return {
    state: {
      ...state,
      activity: { at: continuation ? 'psql-continuation' : 'psql-prompt' },
      // Without a new line since the last prompt it is the same one, drawn again: Enter is still on its way.
      enters: state.lineFed ? Math.max(0, state.enters - 1) : state.enters,
      lineFed: false,
    },
    events: [{ type: 'prompt', owner: 'psql', continuation }],
  };
}

/** The state after Enter went to psql's prompt, or to that of a shell which does not mark where a command begins. */
export function applyEnter(state: ActivityState, times: number, shellMarksBegin: boolean): ActivityState {
  const { at } = state.activity;
  if (at === 'prompt' && !shellMarksBegin) return { ...state, activity: { at: 'running', command: '' }, command: '' };
  return state.command === null ? state : { ...state, enters: state.enters + times };
}

/** The state after bytes between marks: psql's answer to Enter begins with a new line. */
export function applyOutput(state: ActivityState, bytes: Buffer): ActivityState {
  const { at } = state.activity;
  const inPsql = at === 'psql-prompt' || at === 'psql-continuation';
  if (!inPsql || state.enters === 0 || !bytes.includes(0x0a)) return state;
  return { ...state, activity: { at: 'running', command: state.command ?? '' }, lineFed: true };
}

/** The state after the shell has ended. */
export function applyExit(exitCode: number | null): ActivityState {
  return { ...startingState, activity: { at: 'closed', exitCode } };
}

/** How often Enter is pressed in these bytes. */
export function entersIn(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte === 0x0d) count += 1;
  return count;
}

/** Whether a page would show the same. */
export function sameActivity(one: TerminalActivity, other: TerminalActivity): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
