import type { FaultName, FaultRecord } from '#protocol/fault.ts';

import { list, plural, seconds } from '../words.ts';

/** How a sentence about a fault begins: what was done to whom. */
export function causeOf({ fault, node, leaderBefore }: FaultRecord): string {
  const leader = leaderBefore ?? node ?? '';
  switch (fault) {
    case 'stop':
      return `После docker stop лидера ${leader}`;
    case 'kill':
      return `После docker kill лидера ${leader}`;
    case 'pause':
      return `После заморозки лидера ${leader} (docker pause)`;
    case 'network':
      return `После обрыва сети лидера ${leader}`;
    case 'zookeeper':
      return 'После остановки ZooKeeper';
    case 'replica-first':
      return `Когда за репликой ${node ?? ''} ушёл и лидер ${leader},`;
    case 'switchover':
      return `При плановой смене лидера ${leader}`;
  }
}

/** What the probe measured: «пауза записи 34,7 с (±0,05 с), потеряно 0 из 312 подтверждённых строк». */
export function measured({ outage, writes, lost, unanswered, splitBrain }: FaultRecord): string {
  const gap =
    outage === null || outage.firstAckAfter === null
      ? 'паузы записи не было'
      : `пауза записи ${seconds(outage.firstAckAfter - outage.lastAckBefore)} (±${seconds(outage.resolution)})`;
  const silent = writes.unknown === 0 ? '' : `, без ответа ${writes.unknown}, из них записано ${unanswered ?? 0}`;
  const two = splitBrain[0] === undefined ? '' : `; запись подтверждали сразу два узла: ${list(splitBrain[0].nodes)}`;
  return `${gap}, ${lostOf(lost ?? 0, writes.acked)}${silent}${two}`;
}

/** How many of the confirmed rows are missing: «потеряно 0 из 312 подтверждённых строк». */
export function lostOf(lost: number, acked: number): string {
  const verb = plural(lost, 'потеряна', 'потеряно', 'потеряно');
  return `${verb} ${number(lost)} из ${number(acked)} ${plural(acked, 'подтверждённой строки', 'подтверждённых строк', 'подтверждённых строк')}`;
}

/** A whole number in Russian: a narrow no-break space between thousands, from five digits on. */
function number(value: number): string {
  const digits = String(value);
  return digits.length < 5 ? digits : digits.replace(/\B(?=(?:\d{3})+$)/g, '\u202f');
}

/** What brought the cluster back after a fault, as the beginning of a sentence. */
export const undoings: Readonly<Record<FaultName, string>> = {
  stop: 'После возвращения остановленного узла',
  kill: 'После возвращения убитого узла',
  pause: 'После разморозки узла',
  network: 'После возвращения узла в сеть',
  zookeeper: 'После возвращения ZooKeeper',
  'replica-first': 'После возвращения лидера',
  switchover: 'После плановой смены лидера',
};
