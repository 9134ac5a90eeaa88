import type { CheckResult } from '#protocol/check.ts';
import { addToProgress, withCheckResult } from '#protocol/progress.ts';
import type { RunState, StreamMessage } from '#protocol/run.ts';
import type { OtherEvent } from './parse-stream-message.ts';

/** The state after a message; the same object where nothing changed. */
export function reduceRun(state: RunState, message: StreamMessage | OtherEvent): RunState {
  switch (message.type) {
    case 'other':
      return message.seq > state.seq ? { ...state, seq: message.seq } : state;
    case 'journal': {
      const { event } = message;
      if (event.seq <= state.seq) return state;
      const progress = addToProgress(state, event);
      return { ...state, ...progress, startedAt: progress.startedAt ?? state.startedAt, seq: event.seq };
    }
    case 'check': {
      const before = state.checks.find((check) => check.id === message.result.id);
      if (before !== undefined && sameResult(before, message.result)) return state;
      return { ...state, ...withCheckResult(state, message.result) };
    }
    case 'placeholders':
      return { ...state, placeholders: message.placeholders };
    case 'engine':
      return { ...state, engine: { up: message.up, problem: message.problem } };
    case 'disk':
      return { ...state, disk: message.disk };
    case 'witnesses':
      return { ...state, witnesses: message.reports };
    case 'probe':
      return { ...state, probe: message.status };
  }
}

function sameResult(a: CheckResult, b: CheckResult): boolean {
  return a.outcome === b.outcome && a.message === b.message && a.observed === b.observed && a.expected === b.expected;
}
