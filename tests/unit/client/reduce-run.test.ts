import { describe, expect, it } from 'vitest';
import type { EventBody } from '#protocol/journal.ts';
import { reduceRun } from '../../../src/client/reduce-run.ts';
import { commandRecord, freshRun, slaveLeads } from './run-states.ts';

const journal = (seq: number, body: EventBody) => ({ type: 'journal', event: { seq, at: 0, body } }) as const;
const result = (outcome: 'passed' | 'not-yet') =>
  ({ id: 'image-built', outcome, message: 'm', observed: 'o', expected: 'e' }) as const;

describe('the state of the run', () => {
  it('passes over events that it has seen already', () => {
    const state = reduceRun(freshRun, journal(3, { kind: 'answer-opened', question: 'expose' }));
    expect(state).toBe(freshRun);
  });

  it('keeps the newest run of each step command', () => {
    const begun = reduceRun(freshRun, journal(4, { kind: 'command-started', command: commandRecord() }));
    const again = reduceRun(begun, journal(5, { kind: 'command-started', command: commandRecord({ id: 'c2' }) }));
    const ended = commandRecord({ id: 'c2', state: 'ended', exitCode: 0 });
    const state = reduceRun(again, journal(6, { kind: 'command-ended', command: ended }));
    expect(state.commands).toEqual([ended]);
    expect(state.seq).toBe(6);
  });

  it('passes over a late word about an older run', () => {
    const begun = reduceRun(freshRun, journal(4, { kind: 'command-started', command: commandRecord({ id: 'c2' }) }));
    const ended = commandRecord({ id: 'c1', state: 'ended', exitCode: 0 });
    expect(reduceRun(begun, journal(5, { kind: 'command-ended', command: ended })).commands).toEqual(begun.commands);
  });

  it('loses what ran in a shell that has ended', () => {
    const begun = reduceRun(freshRun, journal(4, { kind: 'command-started', command: commandRecord() }));
    const closed = { kind: 'terminal-closed', terminal: 'main', exitCode: 1 } as const;
    expect(reduceRun(begun, journal(5, closed)).commands).toMatchObject([{ id: 'c1', state: 'lost' }]);
    const elsewhere = { ...closed, terminal: 'leader' };
    expect(reduceRun(begun, journal(5, elsewhere)).commands).toMatchObject([{ state: 'running' }]);
  });

  it('keeps at most fifty commands typed by hand', () => {
    let state = freshRun;
    for (let seq = 4; seq < 104; seq += 1) {
      const command = commandRecord({ id: `h${seq}`, stepCommand: null });
      state = reduceRun(state, journal(seq, { kind: 'command-started', command }));
    }
    expect(state.commands).toHaveLength(50);
    expect(state.commands.at(-1)?.id).toBe('h103');
  });

  it('lets a check turn back, but never the progress', () => {
    const passed = reduceRun(freshRun, { type: 'check', result: result('passed') });
    const back = reduceRun(passed, { type: 'check', result: result('not-yet') });
    expect(back.checks).toEqual([result('not-yet')]);
    expect(back.everPassed).toEqual(['image-built']);
  });

  it('is the same object when a check says the same again', () => {
    const once = reduceRun(freshRun, { type: 'check', result: result('passed') });
    expect(reduceRun(once, { type: 'check', result: result('passed') })).toBe(once);
  });

  it('takes names, the engine, answers and hints', () => {
    let state = reduceRun(freshRun, { type: 'placeholders', placeholders: slaveLeads });
    state = reduceRun(state, { type: 'engine', up: false, problem: 'нет сокета' });
    state = reduceRun(state, journal(4, { kind: 'answer-saved', question: 'expose', text: 'мой ответ' }));
    state = reduceRun(state, journal(5, { kind: 'answer-opened', question: 'expose' }));
    state = reduceRun(state, journal(6, { kind: 'hint-shown', check: 'image-built', level: 2 }));
    state = reduceRun(state, { type: 'other', seq: 7 });
    expect(state).toMatchObject({
      seq: 7,
      placeholders: { leader: 'pg-slave' },
      engine: { up: false, problem: 'нет сокета' },
      answers: { expose: { text: 'мой ответ', opened: true } },
      hints: { 'image-built': 2 },
    });
  });
});
