import type { CheckResult } from './check.ts';
import type { CommandRecord } from './command.ts';
import type { JournalEvent } from './journal.ts';
import type { RunState } from './run.ts';

/** The parts of a run's state that the journal alone decides. */
export type Progress = Pick<RunState, 'checks' | 'everPassed' | 'commands' | 'answers' | 'hints' | 'author'> & {
  /** When the run began, or null before its first event. */
  readonly startedAt: number | null;
};

/** The progress of a journal without events. */
export const noProgress: Progress = {
  startedAt: null,
  checks: [],
  everPassed: [],
  commands: [],
  answers: {},
  hints: {},
  author: null,
};

const isOpen = (command: CommandRecord) => command.state !== 'ended' && command.state !== 'lost';

/** Commands, checks, answers and hints that are kept: more than the lab has, and a journal from elsewhere may name any number. */
const most = 300;

/** Commands typed by hand that are no step's are kept only so far back. */
const keptCommandsByHand = 50;

/**
 * The newest run of each step command, and the newest of those typed by hand, oldest first.
 * A late word about an older run of a step's command changes nothing.
 */
function withCommand(commands: readonly CommandRecord[], record: CommandRecord, begins: boolean) {
  const isSameCommand = (other: CommandRecord) =>
    record.stepCommand !== null && other.stepCommand === record.stepCommand && other.id !== record.id;
  if (!begins && commands.some(isSameCommand)) return commands;
  const kept = commands.filter((other) => other.id !== record.id && !isSameCommand(other)).slice(1 - most);
  let tooMany = kept.reduce((sum, { stepCommand }) => sum + (stepCommand === null ? 1 : 0), 1) - keptCommandsByHand;
  const young = (other: CommandRecord) => {
    if (other.stepCommand !== null || tooMany <= 0) return true;
    tooMany -= 1;
    return false;
  };
  return [...(tooMany > 0 ? kept.filter(young) : kept), record];
}

function isFull(known: Readonly<Record<string, unknown>>, name: string): boolean {
  return !Object.hasOwn(known, name) && Object.keys(known).length >= most;
}

function loseCommands(commands: readonly CommandRecord[], at: number, terminal: string | null) {
  const isLost = (command: CommandRecord) => isOpen(command) && (terminal === null || command.terminal === terminal);
  if (!commands.some(isLost)) return commands;
  return commands.map((command) => (isLost(command) ? { ...command, state: 'lost' as const, endedAt: at } : command));
}

/** The last result of every check and what ever passed, after one more result; the same objects where nothing changed. */
export function withCheckResult<State extends Pick<Progress, 'checks' | 'everPassed'>>(
  state: State,
  result: CheckResult,
): Pick<State, 'checks' | 'everPassed'> {
  const index = state.checks.findIndex((known) => known.id === result.id);
  if (index === -1 && state.checks.length >= most) return state;
  const isNew = result.outcome === 'passed' && !state.everPassed.includes(result.id);
  return {
    checks: index === -1 ? [...state.checks, result] : state.checks.with(index, result),
    everPassed: isNew ? [...state.everPassed, result.id] : state.everPassed,
  };
}

/** The progress after one more event; a pure function, so that a replay shows what the live run showed. */
export function addToProgress(progress: Progress, { at, body }: JournalEvent): Progress {
  switch (body.kind) {
    case 'run-started':
      return { ...noProgress, startedAt: at };
    case 'command-started':
    case 'command-ended': {
      const begins = body.kind === 'command-started';
      return { ...progress, commands: withCommand(progress.commands, body.command, begins) };
    }
    case 'server-started':
      // The shells end with the server: what still ran then has no end of its own.
      return { ...progress, commands: loseCommands(progress.commands, at, null) };
    case 'terminal-closed':
      return { ...progress, commands: loseCommands(progress.commands, at, body.terminal) };
    case 'check-result':
      return { ...progress, ...withCheckResult(progress, body.result) };
    case 'answer-saved': {
      if (isFull(progress.answers, body.question)) return progress;
      const opened = progress.answers[body.question]?.opened ?? false;
      return { ...progress, answers: { ...progress.answers, [body.question]: { text: body.text, opened } } };
    }
    case 'answer-opened': {
      if (isFull(progress.answers, body.question)) return progress;
      const text = progress.answers[body.question]?.text ?? '';
      return { ...progress, answers: { ...progress.answers, [body.question]: { text, opened: true } } };
    }
    case 'author-saved':
      return { ...progress, author: { name: body.name, group: body.group } };
    case 'hint-shown': {
      if (isFull(progress.hints, body.check)) return progress;
      const level = Math.max(progress.hints[body.check] ?? 0, body.level);
      return { ...progress, hints: { ...progress.hints, [body.check]: level } };
    }
    case 'terminal-opened':
    case 'file-saved':
    case 'step-opened':
    case 'observation':
    case 'fact':
    case 'watch':
    case 'witness':
    case 'docker-event':
    case 'probe-started':
    case 'probe-batch':
    case 'probe-control':
    case 'probe-ended':
    case 'probe-read-back':
    case 'prediction':
    case 'fault':
      return progress;
  }
}

/** The progress after all the given events. */
export function toProgress(events: Iterable<JournalEvent>): Progress {
  let progress = noProgress;
  for (const event of events) progress = addToProgress(progress, event);
  return progress;
}
