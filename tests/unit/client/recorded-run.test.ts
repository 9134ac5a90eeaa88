import { expect, it } from 'vitest';
import { recordedRun } from '../../../src/client/recorded-run.ts';
import { commandRecord } from './run-states.ts';

it('offers the replay of a run that has ended, at its place in the recording', () => {
  const run = commandRecord({ state: 'ended', exitCode: 1, endedAt: 20_000, recordedFrom: 12.5 });
  expect(recordedRun(run)).toEqual({ kind: 'ready', terminal: run.terminal, from: 12.5 });
  expect(recordedRun({ ...run, state: 'lost' })).toMatchObject({ kind: 'ready' });
});

it('says calmly that a run was not recorded, or still is', () => {
  expect(recordedRun(commandRecord({ state: 'ended', exitCode: 0 }))).toMatchObject({ kind: 'told' });
  expect(recordedRun(commandRecord({ state: 'interactive', recordedFrom: 1 }))).toMatchObject({ kind: 'told' });
});

it('says nothing while there is nothing to show', () => {
  expect(recordedRun(null)).toEqual({ kind: 'none' });
  expect(recordedRun(commandRecord({ recordedFrom: 1 }))).toEqual({ kind: 'none' });
});
