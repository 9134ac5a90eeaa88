import type { FaultRecord, Phase, PhaseName } from '#protocol/fault.ts';

import type { CommandSpan } from './commands-seen.ts';
import type { Point } from './define-claim.ts';
import type { Places } from './places.ts';

/** Milliseconds before a fault in which the command was run that caused it. */
const justBefore = 15_000;
/** The same where the settings were changed first, which a person does not do in a hurry. */
const longBefore = 15 * 60_000;
/** Milliseconds after the recovery in which the last commands were run that show it. */
const after = 60_000;

const struck = 'пропавшая реплика исключена из синхронных';

const ends: Readonly<Record<PhaseName, string>> = {
  detect: 'ключ лидера освободился',
  heal: 'авария отменена',
  elect: 'ключ лидера занят',
  route: 'HAProxy увидел лидера',
  answer: 'первая запись подтверждена снова',
};

/**
 * When the commands of a fault's step were run.
 * @param prepared whether some of them changed the settings before
 */
export function around({ beganAt, undoneAt, healthyAt }: FaultRecord, prepared = false): CommandSpan {
  return {
    from: beganAt - (prepared ? longBefore : justBefore),
    to: (healthyAt ?? undoneAt ?? beganAt) + after,
  };
}

/** The events that tell of a fault: its beginning, the ends of its phases, its undo. */
export function faultPoints(record: FaultRecord, places: Places): readonly Point[] {
  const { began, undone } = places.fault(record.id);
  const phases = record.phases.flatMap((phase): Point[] => {
    const seq = phase.evidence.at(-1);
    return seq === undefined ? [] : [{ seq, at: phase.to, label: endOf(phase, record) }];
  });
  return [
    ...(began === null ? [] : [{ ...began, label: record.node === null ? 'начало' : `начало: ${record.node}` }]),
    ...phases,
    ...(undone === null ? [] : [{ ...undone, label: 'отмена' }]),
  ];
}

/** Where the probe's rows were read back after a fault. */
export function readBackPoints({ probe }: Pick<FaultRecord, 'probe'>, places: Places): readonly Point[] {
  return places.readBacks(probe ?? '').map(({ seq, at, node }) => {
    return { seq, at, label: `строки зонда прочитаны с узла ${node}` };
  });
}

function endOf({ name }: Phase, { phases, leaderAfter }: FaultRecord): string {
  if (name === 'detect' && !phases.some(isElection)) return struck;
  return name === 'elect' && leaderAfter !== null ? `ключ лидера занял ${leaderAfter}` : ends[name];
}

function isElection({ name }: Phase): boolean {
  return name === 'elect' || name === 'heal';
}
