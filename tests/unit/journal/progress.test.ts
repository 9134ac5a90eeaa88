import { describe, expect, test } from 'vitest';
import type { CheckOutcome, CheckResult } from '#protocol/check.ts';
import type { CommandRecord } from '#protocol/command.ts';
import type { EventBody } from '#protocol/journal.ts';
import { toProgress } from '#protocol/progress.ts';

const toEvents = (bodies: readonly EventBody[]) =>
  bodies.map((body, index) => ({ seq: index + 1, at: 1_000 + index, body }));

const progressOf = (...bodies: EventBody[]) => toProgress(toEvents(bodies));

const result = (id: string, outcome: CheckOutcome): CheckResult => ({
  id,
  outcome,
  message: '',
  observed: '',
  expected: '',
});

const command = (id: string, change: Partial<CommandRecord> = {}): CommandRecord => ({
  id,
  terminal: 'main',
  kind: 'shell',
  text: 'docker compose up -d',
  stepCommand: 'up',
  state: 'running',
  exitCode: null,
  sqlState: null,
  startedAt: 1,
  endedAt: null,
  ...change,
});

describe('progress', () => {
  test('keeps what passed once when the check turns back', () => {
    const progress = progressOf(
      { kind: 'check-result', result: result('leader', 'passed') },
      { kind: 'check-result', result: result('replica', 'could-not-run') },
      { kind: 'check-result', result: result('leader', 'not-yet') },
    );
    expect(progress.checks).toEqual([result('leader', 'not-yet'), result('replica', 'could-not-run')]);
    expect(progress.everPassed).toEqual(['leader']);
  });

  test('shows the newest run of each command of a step, and what was typed by hand', () => {
    const ended = command('2', { state: 'ended', exitCode: 0, endedAt: 9 });
    const progress = progressOf(
      { kind: 'command-started', command: command('1') },
      { kind: 'command-started', command: command('2') },
      { kind: 'command-ended', command: ended },
      { kind: 'command-ended', command: command('1', { state: 'ended', exitCode: 1 }) },
      { kind: 'command-started', command: command('3', { stepCommand: null }) },
    );
    expect(progress.commands).toEqual([ended, command('3', { stepCommand: null })]);
  });

  test('calls a command lost when its terminal or the server ended first', () => {
    const progress = progressOf(
      { kind: 'command-started', command: command('1') },
      { kind: 'command-started', command: command('2', { stepCommand: 'psql', terminal: 'leader' }) },
      { kind: 'terminal-closed', terminal: 'leader', exitCode: 0 },
    );
    expect(progress.commands.map((record) => record.state)).toEqual(['running', 'lost']);
    const after = progressOf(
      { kind: 'command-started', command: command('1') },
      { kind: 'server-started', version: '0.1.0' },
    );
    expect(after.commands.map((record) => record.state)).toEqual(['lost']);
  });

  test('keeps answers with their opened model answer, and the highest hint', () => {
    const progress = progressOf(
      { kind: 'answer-saved', question: 'expose', text: 'раз' },
      { kind: 'answer-opened', question: 'expose' },
      { kind: 'answer-saved', question: 'expose', text: 'два' },
      { kind: 'hint-shown', check: 'leader', level: 2 },
      { kind: 'hint-shown', check: 'leader', level: 1 },
    );
    expect(progress.answers).toEqual({ expose: { text: 'два', opened: true } });
    expect(progress.hints).toEqual({ leader: 2 });
  });

  test('begins anew with a new run', () => {
    const progress = progressOf(
      { kind: 'check-result', result: result('leader', 'passed') },
      { kind: 'run-started', lab: '0.1.0', project: 'ha-postgres' },
    );
    expect(progress.everPassed).toEqual([]);
    expect(progress.startedAt).toBe(1_001);
  });
});
