import { describe, expect, test } from 'vitest';
import { newlyEnded } from '../../../src/client/attempts.ts';
import { fillHint, viewCheck } from '../../../src/client/check-view.ts';
import { plural } from '#protocol/words/plural.ts';
import { markStep } from '../../../src/client/step-progress.ts';
import type { CheckOutcome } from '#protocol/check.ts';
import type { CommandRecord, CommandState } from '#protocol/command.ts';
import { fineDisk } from '#protocol/disk.ts';
import { unknownNames } from '#protocol/placeholder.ts';
import type { RunState } from '#protocol/run.ts';

const answer = (outcome: CheckOutcome) => ({ id: 'one', outcome, message: 'Сообщение.', observed: '', expected: '' });

const command = (id: string, state: CommandState): CommandRecord => ({
  id,
  terminal: 'main',
  kind: 'shell',
  text: 'true',
  stepCommand: null,
  state,
  exitCode: null,
  sqlState: null,
  startedAt: 1,
  endedAt: null,
});

const run = (change: Partial<RunState>): RunState => ({
  id: 'run',
  startedAt: 0,
  seq: 1,
  checks: [],
  everPassed: [],
  commands: [],
  answers: {},
  author: null,
  hints: {},
  placeholders: unknownNames,
  engine: { up: true, problem: null },
  disk: fineDisk,
  witnesses: [],
  probe: null,
  ...change,
});

describe('a check on the page', () => {
  test('keeps its mark when what it showed once is not so now', () => {
    expect(viewCheck(answer('not-yet'), true)).toMatchObject({
      mark: 'done',
      word: 'Было показано, сейчас уже не так.',
    });
    expect(viewCheck(answer('not-yet'), false)).toMatchObject({ mark: 'open', word: 'Пока нет.' });
  });

  test('does not count an unanswered question as a failure', () => {
    expect(viewCheck(answer('could-not-run'), false)).toMatchObject({ mark: 'unknown' });
    expect(viewCheck(answer('could-not-run'), true)).toMatchObject({ mark: 'done' });
  });

  test('has the names of the cluster in its command, or neutral ones', () => {
    expect(fillHint('docker stop {leader}', { ...unknownNames, leader: 'pg-slave' })).toBe('docker stop pg-slave');
    expect(fillHint('docker stop {leader}', null)).toBe('docker stop лидер');
  });

  test('counts a command as a try once, when it ends', () => {
    const before = run({ commands: [command('a', 'ended'), command('b', 'running')] });
    const after = run({ commands: [command('a', 'ended'), command('b', 'ended')] });
    expect(newlyEnded(before, after)).toEqual(['b']);
    expect(newlyEnded(after, after)).toEqual([]);
    expect(newlyEnded(null, after)).toEqual([]);
  });
});

describe('the progress of a step', () => {
  const step = { checks: ['one', 'two'], questions: ['why'] };

  test('is open, begun and done by checks that ever passed and answers that were opened', () => {
    expect(markStep(step, null)).toBe('open');
    expect(markStep(step, run({ everPassed: ['one'] }))).toBe('partly');
    const answers = { why: { text: 'Потому что.', opened: true } };
    expect(markStep(step, run({ everPassed: ['one', 'two'], answers }))).toBe('done');
  });

  test('is nothing where a step has nothing to show', () => {
    expect(markStep({ checks: [], questions: [] }, run({}))).toBe('none');
  });
});

test('numbers take the right form of a Russian noun', () => {
  const tries = (count: number) => plural(count, 'попытку', 'попытки', 'попыток').replace('\u00A0', ' ');
  expect([1, 2, 5, 11, 21].map(tries)).toEqual(['1 попытку', '2 попытки', '5 попыток', '11 попыток', '21 попытку']);
});
