import type { FaultRecord } from '#protocol/fault.ts';

import { type Measurement, newestMeasured, plain, replicaFirst, syncKill } from '../part-4/measured.ts';
import { asyncKill, isTuned, tunedKill } from '../part-4/variants.ts';
import { seconds } from '../words.ts';

/** An experiment of part 4 as its claims tell it. */
export type Experiment = {
  /** What the ids of its checks and commands begin with. */
  readonly name: string;
  readonly step: string;
  readonly measurement: Measurement;
  /** Which of the measurements that satisfy the check is this step's, where there is such a one. */
  readonly prefers?: (record: FaultRecord) => boolean;
  /** When it was, as a part of «Не показано: …». */
  readonly when: string;
  /** Beside `<name>-fault`. */
  readonly commands: readonly string[];
  /** What stands before the cause. */
  readonly opening?: (record: FaultRecord) => string;
  /** What stands after the measurement. */
  readonly ending?: (record: FaultRecord) => string;
};

/** After these the role goes to another node, if the student waits for it. */
export const withFailover: readonly Experiment[] = [
  {
    name: 'stop',
    step: 'fault-stop',
    measurement: plain('stop'),
    when: 'после docker stop лидера',
    commands: ['stop-elected', 'stop-list', 'stop-undo'],
  },
  {
    name: 'kill',
    step: 'fault-kill',
    measurement: syncKill,
    prefers: isPlainKill,
    when: 'после docker kill лидера',
    commands: ['kill-elected', 'kill-list', 'kill-undo'],
  },
  {
    name: 'pause',
    step: 'fault-pause',
    measurement: plain('pause'),
    when: 'после заморозки лидера',
    commands: ['pause-elected', 'pause-list', 'pause-undo'],
  },
  {
    name: 'network',
    step: 'fault-network',
    measurement: plain('network'),
    when: 'после обрыва сети лидера',
    commands: ['network-elected', 'network-list', 'network-undo'],
  },
  {
    name: 'switchover',
    step: 'fault-switchover',
    measurement: plain('switchover'),
    when: 'при плановой смене лидера',
    commands: ['switchover-list'],
  },
  {
    name: 'async',
    step: 'faults-async',
    measurement: asyncKill,
    when: 'после docker kill лидера без синхронного режима',
    commands: ['async-off', 'async-elected', 'async-undo'],
    opening: () => 'Без синхронного режима',
  },
  {
    name: 'tuned',
    step: 'faults-tuned',
    measurement: tunedKill,
    when: 'после docker kill лидера с короткими сроками',
    commands: ['tuned-dcs', 'tuned-elected', 'tuned-undo'],
    opening: withTimings,
  },
];

/** In these nobody may take over until the undo. */
export const withoutFailover: readonly Experiment[] = [
  {
    name: 'zookeeper',
    step: 'fault-zookeeper',
    measurement: plain('zookeeper'),
    when: 'без ZooKeeper',
    commands: ['zookeeper-read-only', 'zookeeper-undo'],
    ending: whoLed,
  },
  {
    name: 'replica-first',
    step: 'fault-replica-first',
    measurement: replicaFirst,
    when: 'когда сначала ушла реплика, а за ней лидер',
    commands: ['replica-first-kill', 'replica-first-list', 'replica-first-undo'],
    ending: whoLed,
  },
];

/** The killings of the variants satisfy the plain check as well, and come after it. */
function isPlainKill({ timings }: FaultRecord): boolean {
  return timings.synchronousMode !== false && !isTuned(timings);
}

function whoLed({ leaderAfter }: FaultRecord): string {
  return leaderAfter === null ? '; до возвращения не вёл никто' : `; вёл по-прежнему ${leaderAfter}`;
}

function withTimings({ timings: { ttl, inter } }: FaultRecord): string {
  const terms = [ttl === null ? '' : `ttl ${seconds(ttl)}`, inter === null ? '' : `inter ${seconds(inter)}`];
  return `С короткими сроками (${terms.filter((term) => term !== '').join(', ')})`;
}

/** The measurement that an experiment's claims are about, or undefined. */
export function measurementOf(
  { measurement, prefers }: Experiment,
  records: readonly FaultRecord[],
): FaultRecord | undefined {
  const preferred = prefers === undefined ? [] : records.filter(prefers);
  return newestMeasured(measurement, preferred) ?? newestMeasured(measurement, records);
}
