import type { TerminalActivity } from '#protocol/terminal.ts';
import type { Mark, PromptOwner } from './mark.ts';

/** What is known about a terminal from its marks. */
export type ActivityState = {
  readonly activity: TerminalActivity;
  /** The shell command that runs now; null at the shell's prompt. */
  readonly command: string | null;
  /** At the shell's prompt, in the middle of an unfinished command. */
  readonly continuation: boolean;
  /** In psql: Enter was sent since the last prompt; `accepted` when the cursor has gone to the next line. */
  readonly enter: 'none' | 'sent' | 'accepted';
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
  enter: 'none',
};

/** The state after a mark, and what it means for commands. */
export function applyMark(state: ActivityState, mark: Mark): Change {
  switch (mark.kind) {
    case 'begun': {
      const command = mark.text ?? '';
      return {
        state: { activity: { at: 'running', command }, command, continuation: false, enter: 'none' },
        events: [{ type: 'command-begun', text: mark.text }],
      };
    }
    case 'ended':
      return {
        state: { ...state, command: null, enter: 'none' },
        events: [{ type: 'command-ended', exitCode: mark.exitCode, begun: state.command !== null }],
      };
    case 'prompt':
      return mark.owner === 'shell' ? atShellPrompt(state, mark.continuation) : atPsqlPrompt(state, mark.continuation);
    case 'statement-ended':
      // psql draws its prompt, and with it this mark, again on Ctrl+L or a resize: only Enter makes a statement.
      if (state.enter !== 'accepted') return { state, events: [] };
      return {
        state: { ...state, enter: 'none' },
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
      enter: 'none',
    },
    events: [{ type: 'prompt', owner: 'psql', continuation }],
  };
}

/** The state after Enter went to psql's prompt, or to that of a shell which does not mark where a command begins. */
export function applyEnter(state: ActivityState, shellMarksBegin: boolean): ActivityState {
  const { at } = state.activity;
  if (at === 'prompt' && !shellMarksBegin) return { ...state, activity: { at: 'running', command: '' }, command: '' };
  if (at !== 'psql-prompt' && at !== 'psql-continuation') return state;
  return { ...state, activity: { at: 'running', command: state.command ?? '' }, enter: 'sent' };
}

/** The state after bytes between marks. */
export function applyOutput(state: ActivityState, bytes: Buffer): ActivityState {
  return state.enter === 'sent' && bytes.includes(0x0a) ? { ...state, enter: 'accepted' } : state;
}

/** The state after the shell has ended. */
export function applyExit(exitCode: number | null): ActivityState {
  return { ...startingState, activity: { at: 'closed', exitCode } };
}
