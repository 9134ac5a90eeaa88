import { expect, it } from 'vitest';
import type { FaultName } from '#protocol/fault.ts';
import type { EventBody } from '#protocol/journal.ts';
import { type StruckLeader, struckAfter } from '../../server/run/struck-leader.ts';

const fault = (name: FaultName, node: string | null, state: 'began' | 'undone' = 'began'): EventBody => ({
  kind: 'fault',
  id: 'fault-1',
  fault: name,
  state,
  node,
  at: 0,
});
const struckBy = (...bodies: EventBody[]) =>
  bodies.reduce<StruckLeader | null>((struck, body) => struckAfter(struck, { seq: 1, at: 0, body }), null);

it.each(['stop', 'kill', 'pause', 'network'] as const)('means the leader that %s hit', (name) => {
  expect(struckBy(fault(name, 'pg-master'))).toEqual({ node: 'pg-master' });
  expect(struckBy(fault(name, 'pg-master'), fault(name, 'pg-master', 'undone'))).toEqual({ node: 'pg-master' });
});

it('means the node beside the replica that went first', () => {
  expect(struckBy(fault('kill', 'pg-master'), fault('replica-first', 'pg-slave'))).toEqual({ beside: 'pg-slave' });
});

it('is left as it was by what hits no leader', () => {
  expect(struckBy(fault('kill', 'pg-master'), fault('zookeeper', 'zoo'), fault('switchover', null))).toEqual({
    node: 'pg-master',
  });
});

it('takes the fact of a stopped leader where no fault was told', () => {
  expect(struckBy({ kind: 'fact', fact: 'leader-stopped', detail: { node: 'pg-slave' } })).toEqual({
    node: 'pg-slave',
  });
  expect(struckBy({ kind: 'fact', fact: 'replica-stopped', detail: { node: 'pg-slave' } })).toBeNull();
});
