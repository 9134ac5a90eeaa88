import type { FaultRecord, Phase, PhaseName } from '#protocol/fault.ts';

import type { Point, Said } from './define-claim.ts';
import type { Places } from './places.ts';

/** Milliseconds around a fault in which the commands were run that show it. */
const before = 15_000;
const after = 60_000;

const struck = 'пропавшая реплика исключена из синхронных';

const ends: Readonly<Record<PhaseName, string>> = {
  detect: 'ключ лидера освободился',
  heal: 'авария отменена',
  elect: 'ключ лидера занят',
  route: 'HAProxy увидел лидера',
  answer: 'первая запись подтверждена снова',
};

/** When the commands of a fault's step were run. */
export function around({
  beganAt,
  undoneAt,
  healthyAt,
}: FaultRecord): NonNullable<Extract<Said, { sentence: string }>['around']> {
  return { from: beganAt - before, to: (healthyAt ?? undoneAt ?? beganAt) + after };
}

/** The events that tell of a fault: its beginning, the ends of its phases, its undo, the reading back of the rows. */
export function faultPoints(record: FaultRecord, places: Places): readonly Point[] {
  const { began, undone } = places.fault(record.id);
  const phases = record.phases.flatMap(({ name, to, evidence }): Point[] => {
    const seq = evidence.at(-1);
    const label = name === 'detect' && !record.phases.some(isElection) ? struck : ends[name];
    return seq === undefined ? [] : [{ seq, at: to, label }];
  });
  const readBacks = places.readBacks(record.probe ?? '').map(({ seq, at, node }) => ({
    seq,
    at,
    label: `строки зонда прочитаны с узла ${node}`,
  }));
  return [
    ...(began === null ? [] : [{ ...began, label: record.node === null ? 'начало' : `начало: ${record.node}` }]),
    ...phases,
    ...(undone === null ? [] : [{ ...undone, label: 'отмена' }]),
    ...readBacks,
  ];
}

function isElection({ name }: Phase): boolean {
  return name === 'elect' || name === 'heal';
}
