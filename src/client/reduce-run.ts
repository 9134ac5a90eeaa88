import type { CheckResult } from '#protocol/check.ts';
import type { CommandRecord } from '#protocol/command.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import type { RunState, StreamMessage } from '#protocol/run.ts';
import type { OtherEvent } from './parse-stream-message.ts';

/** Commands typed by hand that are no step's are kept only so far back. */
const keptCommandsByHand = 50;

/** The state after a message; the same object where nothing changed. */
export function reduceRun(state: RunState, message: StreamMessage | OtherEvent): RunState {
  switch (message.type) {
    case 'other':
      return message.seq > state.seq ? { ...state, seq: message.seq } : state;
    case 'journal':
      if (message.event.seq <= state.seq) return state;
      return { ...reduceEvent(state, message.event), seq: message.event.seq };
    case 'check':
      return withCheck(state, message.result);
    case 'placeholders':
      return { ...state, placeholders: message.placeholders };
    case 'engine':
      return { ...state, engine: { up: message.up, problem: message.problem } };
  }
}

function reduceEvent(state: RunState, { at, body }: JournalEvent): RunState {
  switch (body.kind) {
    case 'command-started':
      return { ...state, commands: withCommand(state.commands, body.command) };
    case 'command-ended':
      // A late word about an older run changes nothing.
      if (state.commands.some((other) => isNewerRun(other, body.command))) return state;
      return { ...state, commands: withCommand(state.commands, body.command) };
    case 'terminal-closed':
      return { ...state, commands: loseCommands(state.commands, at, body.terminal) };
    case 'server-started':
      return { ...state, commands: loseCommands(state.commands, at, null) };
    case 'check-result':
      return withCheck(state, body.result);
    case 'answer-saved':
      return withAnswer(state, body.question, { text: body.text });
    case 'answer-opened':
      return withAnswer(state, body.question, { opened: true });
    case 'hint-shown':
      return {
        ...state,
        hints: { ...state.hints, [body.check]: Math.max(body.level, state.hints[body.check] ?? 0) },
      };
    default:
      return state;
  }
}

function withAnswer(state: RunState, question: string, change: { text?: string; opened?: boolean }): RunState {
  const before = state.answers[question] ?? { text: '', opened: false };
  return { ...state, answers: { ...state.answers, [question]: { ...before, ...change } } };
}

function withCheck(state: RunState, result: CheckResult): RunState {
  const before = state.checks.find((check) => check.id === result.id);
  if (before !== undefined && sameResult(before, result)) return state;
  const passedNow = result.outcome === 'passed' && !state.everPassed.includes(result.id);
  return {
    ...state,
    checks:
      before === undefined
        ? [...state.checks, result]
        : state.checks.map((check) => (check.id === result.id ? result : check)),
    everPassed: passedNow ? [...state.everPassed, result.id] : state.everPassed,
  };
}

function sameResult(a: CheckResult, b: CheckResult): boolean {
  return a.outcome === b.outcome && a.message === b.message && a.observed === b.observed && a.expected === b.expected;
}

/** The newest run of each step command, and the newest of those typed by hand, oldest first. */
function withCommand(commands: readonly CommandRecord[], command: CommandRecord): CommandRecord[] {
  const kept = commands.filter(
    (other) => other.id !== command.id && (command.stepCommand === null || other.stepCommand !== command.stepCommand),
  );
  const byHand = kept.filter((other) => other.stepCommand === null);
  const tooOld = new Set(byHand.slice(0, Math.max(0, byHand.length - keptCommandsByHand + 1)));
  return [...kept.filter((other) => !tooOld.has(other)), command];
}

function isNewerRun(other: CommandRecord, command: CommandRecord): boolean {
  return command.stepCommand !== null && other.stepCommand === command.stepCommand && other.id !== command.id;
}

/** What ran in a shell that has ended will not end by itself any more. */
function loseCommands(commands: readonly CommandRecord[], at: number, terminal: string | null): CommandRecord[] {
  return commands.map((command) => {
    const isOpen = command.state !== 'ended' && command.state !== 'lost';
    const isThere = terminal === null || command.terminal === terminal;
    return isOpen && isThere ? { ...command, state: 'lost', endedAt: at } : command;
  });
}
