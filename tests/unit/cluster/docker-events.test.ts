import { describe, expect, test } from 'vitest';
import { parseEngineEvent } from '../../../server/cluster/docker-events.ts';

function line(event: object): string {
  return JSON.stringify({ time: 1_795_458_109, timeNano: 1_795_458_109_345 * 1e6, ...event });
}

const labels = { 'com.docker.compose.project': 'lab', 'com.docker.compose.service': 'pg-slave' };

describe('parseEngineEvent', () => {
  test('reads who, what and when by the engine’s own clock', () => {
    const Actor = { ID: 'c1', Attributes: { ...labels, name: 'pg-slave', signal: '9' } };
    expect(parseEngineEvent(line({ Type: 'container', Action: 'kill', Actor }))).toEqual({
      containerId: 'c1',
      action: 'kill',
      project: 'lab',
      name: 'pg-slave',
      service: 'pg-slave',
      at: 1_795_458_109_345,
      signal: 9,
      exitCode: null,
    });
  });

  test('reads the exit code of an end, and a change of health', () => {
    const Actor = { ID: 'c1', Attributes: { ...labels, name: 'pg-slave', exitCode: '137' } };
    expect(parseEngineEvent(line({ Type: 'container', Action: 'die', Actor }))).toMatchObject({ exitCode: 137 });
    const health = parseEngineEvent(line({ Type: 'container', Action: 'health_status: unhealthy', Actor }));
    expect(health?.action).toBe('health');
  });

  test('finds the container that a network has let go', () => {
    const Actor = { ID: 'n1', Attributes: { container: 'c1', name: 'lab_default', type: 'bridge' } };
    expect(parseEngineEvent(line({ Type: 'network', Action: 'disconnect', Actor }))).toMatchObject({
      containerId: 'c1',
      action: 'disconnect',
      project: null,
      name: null,
    });
  });

  test.each([
    ['a command run inside', { Action: 'exec_create: sh', Actor: { ID: 'c1', Attributes: labels } }],
    ['a network that is made', { Type: 'network', Action: 'create', Actor: { ID: 'n1', Attributes: {} } }],
    [
      'a container of `docker compose run`',
      { Action: 'start', Actor: { ID: 'c1', Attributes: { ...labels, 'com.docker.compose.oneoff': 'True' } } },
    ],
    [
      'our own reader of an image, which bears the image’s labels',
      { Action: 'create', Actor: { ID: 'c1', Attributes: { ...labels, 'ha-postgres-lab.reader': 'true' } } },
    ],
  ])('leaves out %s', (_what, event) => {
    expect(parseEngineEvent(line({ Type: 'container', ...event }))).toBeNull();
  });
});
