import type { CommandRecord } from '#protocol/command.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import type { RunState } from '#protocol/run.ts';

/** The parts of a run's state that the journal alone decides. */
export type Progress = Pick<RunState, 'checks' | 'everPassed' | 'commands' | 'answers' | 'hints'> & {
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
};

const isOpen = (command: CommandRecord) => command.state !== 'ended' && command.state !== 'lost';

/** Puts a run of a step's command in the place of an older run of it; a late word about an older run changes nothing. */
function withCommand(commands: readonly CommandRecord[], record: CommandRecord, begins: boolean) {
  if (record.stepCommand === null) return commands;
  const index = commands.findIndex((known) => known.stepCommand === record.stepCommand);
  const known = commands[index];
  if (known === undefined) return [...commands, record];
  if (!begins && known.id !== record.id) return commands;
  return commands.with(index, record);
}

function loseCommands(commands: readonly CommandRecord[], at: number, terminal: string | null) {
  const isLost = (command: CommandRecord) => isOpen(command) && (terminal === null || command.terminal === terminal);
  if (!commands.some(isLost)) return commands;
  return commands.map((command) => (isLost(command) ? { ...command, state: 'lost' as const, endedAt: at } : command));
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
    case 'check-result': {
      const { result } = body;
      const index = progress.checks.findIndex((known) => known.id === result.id);
      const checks = index === -1 ? [...progress.checks, result] : progress.checks.with(index, result);
      const isNew = result.outcome === 'passed' && !progress.everPassed.includes(result.id);
      return { ...progress, checks, everPassed: isNew ? [...progress.everPassed, result.id] : progress.everPassed };
    }
    case 'answer-saved': {
      const opened = progress.answers[body.question]?.opened ?? false;
      return { ...progress, answers: { ...progress.answers, [body.question]: { text: body.text, opened } } };
    }
    case 'answer-opened': {
      const text = progress.answers[body.question]?.text ?? '';
      return { ...progress, answers: { ...progress.answers, [body.question]: { text, opened: true } } };
    }
    case 'hint-shown': {
      const level = Math.max(progress.hints[body.check] ?? 0, body.level);
      return { ...progress, hints: { ...progress.hints, [body.check]: level } };
    }
    case 'terminal-opened':
    case 'file-saved':
    case 'step-opened':
    case 'fact':
      return progress;
  }
}

/** The progress after all the given events. */
export function toProgress(events: Iterable<JournalEvent>): Progress {
  let progress = noProgress;
  for (const event of events) progress = addToProgress(progress, event);
  return progress;
}
