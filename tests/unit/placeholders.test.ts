import { describe, expect, it } from 'vitest';
import { unknownNames } from '#protocol/placeholder.ts';
import { placeholdersFrom } from '../../server/run/placeholders.ts';
import { healthy, untouched } from './checks/evidence.ts';

describe('the names that commands take from the cluster', () => {
  it('are not known before anything runs', () => {
    expect(placeholdersFrom(untouched(), null)).toMatchObject({ ...unknownNames, nodes: expect.anything() });
  });

  it('tell containers from members, which a student may have named otherwise', () => {
    const view = healthy('pg-slave');
    const named = {
      ...view,
      patroni: { ...view.patroni, leader: 'second' },
      nodes: view.nodes.map((node) => ({
        ...node,
        patroni: { ...node.patroni, member: node.name === 'pg-slave' ? 'second' : 'first' },
      })),
    };
    expect(placeholdersFrom(named, null)).toMatchObject({
      leader: 'pg-slave',
      'leader-member': 'second',
      replica: 'pg-master',
      'replica-member': 'first',
    });
  });

  it('name the network of ZooKeeper also while a node is cut off from it', () => {
    const view = healthy('pg-slave');
    const containers = view.docker.containers.map((container) =>
      container.name === 'pg-slave' ? { ...container, networks: [] } : { ...container, networks: ['apart', 'mine'] },
    );
    const zoo = containers.map((container) =>
      container.role === 'zookeeper' ? { ...container, networks: ['mine'] } : container,
    );
    expect(placeholdersFrom({ ...view, docker: { ...view.docker, containers: zoo } }, null).network).toBe('mine');
  });
});
