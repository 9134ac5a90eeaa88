import { expect, it } from 'vitest';
import { unknownNames } from '#protocol/placeholder.ts';
import { parseStep } from '#protocol/step.ts';
import { matchStepCommand } from '../../server/run/match-step-command.ts';

const terminals = ['main', 'leader', 'replica'].map((name) => ({ name, title: name }));
const up = parseStep('up', {
  title: 'Запуск',
  part: 1,
  order: 1,
  terminals,
  commands: [
    { id: 'up', terminal: 'main', text: 'docker compose up -d' },
    { id: 'stop', terminal: 'main', text: 'docker stop {leader}' },
  ],
});
const again = parseStep('again', {
  title: 'Снова',
  part: 3,
  order: 1,
  terminals,
  commands: [
    { id: 'up-again', terminal: 'main', text: 'docker compose up -d' },
    { id: 'read-on-replica', terminal: 'replica', kind: 'sql', text: 'SELECT * FROM test_table' },
  ],
});
const steps = [up, again];
const match = (terminal: string, text: string, open = [up]) =>
  matchStepCommand({ terminal, text }, steps, open, { ...unknownNames, leader: 'pg-slave' });

it('takes a line typed by hand for the step’s command, with other blanks and in another terminal', () => {
  expect(match('main', '  docker   compose up -d ')).toBe('up');
  expect(match('leader', 'docker compose up -d')).toBe('up');
});

it('prefers the step that a page shows', () => {
  expect(match('main', 'docker compose up -d', [again])).toBe('up-again');
});

it('knows a command by the names that the cluster gives it', () => {
  expect(match('main', 'docker stop pg-slave')).toBe('stop');
  expect(match('main', 'docker stop pg-master')).toBeNull();
});

it('does not take a query on one node for the same query on another', () => {
  expect(match('replica', 'select * from test_table;')).toBeNull();
  expect(match('replica', 'SELECT * FROM test_table;')).toBe('read-on-replica');
  expect(match('leader', 'SELECT * FROM test_table;')).toBeNull();
});
