import { describe, expect, it } from 'vitest';
import { namesAt } from '#protocol/reference.ts';
import { namesDuring } from '../../../server/reading/names.ts';
import { publishedPorts } from '../../../server/reading/published-ports.ts';
import { stepTimes } from '../../../server/reading/step-times.ts';
import { thinJournal } from '../../../server/reading/thin-journal.ts';
import { namesBetween } from '../../../src/client/reading/names-between.ts';
import { begin, commandOf, dockerTells, end, pass, patroniNames, stepOf, tell } from './story.ts';

const steps = [
  stepOf('read', []),
  stepOf('build', ['make'], ['made']),
  stepOf('think', []),
  stepOf('up', ['start'], ['runs']),
];

describe('the time of a step', () => {
  it('goes from its first command to its last check before the next step', () => {
    const events = tell(
      begin('make'),
      end('make'),
      pass('made'),
      begin('start'),
      end('start'),
      pass('runs'),
      pass('made'),
    );
    expect(stepTimes(events, steps)).toEqual([
      { step: 'read', from: 1_000, until: 1_000 },
      { step: 'build', from: 1_000, until: 3_000 },
      { step: 'think', from: 3_000, until: 3_000 },
      { step: 'up', from: 4_000, until: 6_000 },
    ]);
  });

  it('goes on until the witnesses agree, when nothing else is done to the cluster meanwhile', () => {
    const events = tell(begin('start'), pass('runs'), begin('make'), patroniNames('alpha'), patroniNames('beta'));
    expect(stepTimes(events, [stepOf('up', ['start'], ['runs'])])[0]?.until).toBe(4_000);
    const stopped = {
      action: 'stop',
      container: 'alpha',
      role: 'node',
      ownTime: 0,
      signal: null,
      exitCode: null,
    } as const;
    const disturbed = tell(begin('start'), pass('runs'), { kind: 'docker-event', ...stopped }, patroniNames('alpha'));
    expect(stepTimes(disturbed, [stepOf('up', ['start'], ['runs'])])[0]?.until).toBe(2_000);
  });
});

describe('the names of a recorded cluster', () => {
  const ports = new Map([
    ['alpha', '5433'],
    ['beta', '5434'],
    ['door', '5432'],
  ]);
  const events = tell(
    dockerTells(),
    patroniNames('alpha'),
    { kind: 'fact', fact: 'leader-stopped', detail: { node: 'alpha' } },
    patroniNames(null),
    patroniNames('beta'),
  );

  it('are those of the step’s beginning, and then each change', () => {
    const names = namesDuring(events, { from: 2_500, until: 9_000 }, ports);
    expect(names.map(({ at, values }) => [at, values.leader, values['leader-port'], values.stopped])).toEqual([
      [2_500, 'alpha', '5433', null],
      [3_000, 'alpha', '5433', 'alpha'],
      [4_000, null, null, 'alpha'],
      [5_000, 'beta', '5434', 'alpha'],
    ]);
    expect(names[0]?.values).toMatchObject({
      replica: 'beta',
      nodes: 'alpha beta',
      zookeeper: 'zoo',
      entrypoint: 'door',
    });
    expect(namesAt(names, 4_500)?.leader).toBe(null);
    expect(namesAt(names, 0)?.leader).toBe('alpha');
  });

  it('are unknown before anybody has told them', () => {
    expect(namesDuring([], { from: 1, until: 2 }, ports)).toMatchObject([{ at: 1, values: { leader: null } }]);
  });

  it('stand on the page as they were between the two commands around them', () => {
    const step = {
      step: 'stop',
      run: 'r',
      from: 2_500,
      until: 9_000,
      commands: [
        { record: commandOf('wait', { startedAt: 2_600 }), output: null },
        { record: commandOf('stop', { startedAt: 2_900 }), output: null },
        { record: commandOf('list', { startedAt: 6_000 }), output: null },
      ],
      checks: [],
      names: namesDuring(events, { from: 2_500, until: 9_000 }, ports),
      witnesses: [],
    };
    expect(namesBetween(step, [])?.leader).toBe('alpha');
    expect(namesBetween(step, ['wait'])?.leader).toBe('alpha');
    expect(namesBetween(step, ['wait', 'stop'])?.leader).toBe('beta');
    expect(namesBetween(step, ['wait', 'stop', 'list'])?.leader).toBe('beta');
  });
});

it('the ports of the nodes are those that the compose file publishes', () => {
  const file = `services:
  one: { container_name: pg-master, ports: ['127.0.0.1:5433:5432'] }
  two: { ports: ['5434:5432'] }
  zoo: { ports: ['2181:2181'] }`;
  expect([...publishedPorts(file)]).toEqual([
    ['pg-master', '5433'],
    ['two', '5434'],
  ]);
});

it('a thinned journal has each answer of a check once, and no event that only the lab asks about', () => {
  const events = tell(
    { kind: 'terminal-opened', terminal: 'main' },
    pass('made'),
    pass('made'),
    { kind: 'step-opened', step: 'up' },
    { kind: 'hint-shown', check: 'made', level: 1 },
    begin('start'),
  );
  expect(thinJournal(events).map(({ seq }) => seq)).toEqual([2, 6]);
});
