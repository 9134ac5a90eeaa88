import { expect, test } from 'vitest';
import {
  applyEnter,
  applyExit,
  applyMark,
  applyOutput,
  startingState,
  type ActivityState,
} from '../../../server/terminal/activity.ts';
import type { Mark } from '../../../server/terminal/mark.ts';

const shellPrompt: Mark = { kind: 'prompt', owner: 'shell', continuation: false };
const psqlPrompt: Mark = { kind: 'prompt', owner: 'psql', continuation: false };
const psqlContinuation: Mark = { kind: 'prompt', owner: 'psql', continuation: true };
const begun = (text: string): Mark => ({ kind: 'begun', text });
const ended = (exitCode: number): Mark => ({ kind: 'ended', exitCode });
const statementEnded = (sqlState: string): Mark => ({ kind: 'statement-ended', sqlState });

function after(state: ActivityState, ...marks: readonly Mark[]): ActivityState {
  return marks.reduce((current, mark) => applyMark(current, mark).state, state);
}

test('a shell goes from its start to the prompt, to a command and back', () => {
  const atPrompt = after(startingState, ended(0), shellPrompt);
  expect(atPrompt.activity).toEqual({ at: 'prompt' });
  const running = applyMark(atPrompt, begun('sleep 1'));
  expect(running.state.activity).toEqual({ at: 'running', command: 'sleep 1' });
  expect(running.events).toEqual([{ type: 'command-begun', text: 'sleep 1' }]);
  const over = applyMark(running.state, ended(3));
  expect(over.events).toEqual([{ type: 'command-ended', exitCode: 3, begun: true }]);
  expect(after(over.state, shellPrompt).activity).toEqual({ at: 'prompt' });
});

test('an empty line and Ctrl+C at the prompt end nothing that had begun', () => {
  const atPrompt = after(startingState, ended(0), shellPrompt);
  expect(applyMark(atPrompt, ended(130)).events).toEqual([{ type: 'command-ended', exitCode: 130, begun: false }]);
});

test('psql stands at its prompt, in a continuation, in a statement', () => {
  const inPsql = after(startingState, shellPrompt, begun('psql'), statementEnded('00000'), psqlPrompt);
  expect(inPsql.activity).toEqual({ at: 'psql-prompt' });
  const continued = after(applyOutput(applyEnter(inPsql, 1, true), Buffer.from('\r\n')), psqlContinuation);
  expect(continued.activity).toEqual({ at: 'psql-continuation' });
  const running = applyOutput(applyEnter(continued, 1, true), Buffer.from('\r\n'));
  expect(running.activity).toEqual({ at: 'running', command: 'psql' });
  const over = applyMark(running, statementEnded('25006'));
  expect(over.events).toEqual([{ type: 'statement-ended', sqlState: '25006' }]);
  expect(after(over.state, psqlPrompt).activity).toEqual({ at: 'psql-prompt' });
  expect(after(over.state, ended(0), shellPrompt).activity).toEqual({ at: 'prompt' });
});

test('lines typed ahead of their prompts are statements too', () => {
  const inPsql = after(startingState, shellPrompt, begun('psql'), psqlPrompt);
  const pasted = applyOutput(applyEnter(inPsql, 2, true), Buffer.from('\r\n'));
  const second = after(pasted, statementEnded('00000'), psqlPrompt);
  expect(second.activity).toEqual({ at: 'psql-prompt' });
  const answered = applyMark(applyOutput(second, Buffer.from('SELECT 2;\r\n')), statementEnded('42601'));
  expect(answered.events).toEqual([{ type: 'statement-ended', sqlState: '42601' }]);
});

test('a prompt of psql that is only drawn again ends no statement', () => {
  const inPsql = after(startingState, shellPrompt, begun('psql'), psqlPrompt);
  expect(applyMark(inPsql, statementEnded('00000')).events).toEqual([]);
  const enterOnItsWay = applyEnter(inPsql, 1, true);
  const redrawn = after(enterOnItsWay, statementEnded('00000'), psqlPrompt);
  expect(applyMark(applyOutput(redrawn, Buffer.from('\r\n')), statementEnded('00000')).events).toHaveLength(1);
  expect(applyMark(enterOnItsWay, statementEnded('00000')).events).toEqual([]);
});

test("a mark of psql at the shell's prompt changes nothing", () => {
  const atPrompt = after(startingState, shellPrompt);
  expect(after(atPrompt, psqlPrompt)).toEqual(atPrompt);
});

test('in a shell that does not mark the begin, Enter begins a command', () => {
  const atPrompt = after(startingState, shellPrompt);
  expect(applyEnter(atPrompt, 1, true)).toEqual(atPrompt);
  expect(applyEnter(atPrompt, 1, false).activity).toEqual({ at: 'running', command: '' });
});

test('an ended shell tells its exit code', () => {
  expect(applyExit(7).activity).toEqual({ at: 'closed', exitCode: 7 });
});
