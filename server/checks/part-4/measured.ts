import type { FaultName, FaultRecord } from '#protocol/fault.ts';

import { type Answers, type Check, defineCheck, type Evidence, type Verdict } from '../define-check.ts';
import { list, plural, seconds } from '../words.ts';

/** How a fault is called, and what to do for it to happen. */
export const faults: Readonly<Record<FaultName, { readonly name: string; readonly cause: string }>> = {
  stop: { name: 'штатная остановка лидера', cause: 'docker stop с именем лидера' },
  kill: { name: 'гибель лидера', cause: 'docker kill с именем лидера' },
  pause: { name: 'заморозка лидера', cause: 'docker pause с именем лидера' },
  network: { name: 'обрыв сети лидера', cause: 'docker network disconnect с именами сети и лидера' },
  zookeeper: { name: 'уход ZooKeeper', cause: 'docker stop zoo' },
  'replica-first': {
    name: 'уход реплики, а за ней лидера',
    cause: 'docker stop сначала для реплики, потом для лидера',
  },
  switchover: { name: 'плановое переключение', cause: 'patronictl switchover' },
};

/** Whether the probe wrote through the fault and its rows were compared with both nodes. */
export function isMeasured(record: FaultRecord): boolean {
  return record.probe !== null && record.undoneAt !== null && record.lost !== null && record.readBackFrom.length >= 2;
}

/** The measurement in a sentence. */
export function describeMeasurement({
  outage,
  writes,
  lost,
  unanswered,
  leaderBefore,
  leaderAfter,
}: FaultRecord): string {
  const gap =
    outage === null || outage.firstAckAfter === null
      ? 'перерыва записи не было'
      : `перерыв записи ${seconds(outage.firstAckAfter - outage.lastAckBefore)} (±${seconds(outage.resolution)})`;
  const kept = `подтверждено ${writes.acked}, потеряно ${lost ?? 0}`;
  const silent = writes.unknown === 0 ? '' : `, без ответа ${writes.unknown}, из них записано ${unanswered ?? 0}`;
  const lead =
    leaderAfter === null
      ? 'до возвращения не вёл никто'
      : leaderAfter === leaderBefore
        ? `вёл по-прежнему ${leaderAfter}`
        : `вместо ${leaderBefore ?? 'прежнего лидера'} стал вести ${leaderAfter}`;
  return `${gap}, ${kept}${silent}; ${lead}`;
}

/** A kind of measurement, and what is wrong with a measured fault that is another experiment; null: nothing. */
export type Measurement = {
  readonly fault: FaultName;
  readonly objection: (record: FaultRecord) => { readonly observed: string; readonly advice: string } | null;
};

/** The newest fault that was measured as this kind wants it, or undefined. */
export function newestMeasured(
  { fault, objection }: Measurement,
  records: readonly FaultRecord[],
): FaultRecord | undefined {
  return records.findLast((record) => record.fault === fault && isMeasured(record) && objection(record) === null);
}

/** A fault of this kind was measured. */
export function defineMeasured(id: string, measurement: Measurement, expected: string): Check {
  const { fault, objection } = measurement;
  return defineCheck({
    id,
    lasts: 'happened',
    expected,
    judge: ({ records }, answers) => {
      const good = newestMeasured(measurement, records);
      if (good !== undefined) return answers.passed(describeMeasurement(good));
      const last = records.findLast((record) => record.fault === fault);
      if (last === undefined) return notHappened(fault, records, answers);
      const wrong = objection(last);
      if (wrong !== null && last.undoneAt !== null) return answers.notYet(wrong.observed, wrong.advice);
      return notMeasured(last, answers);
    },
  });
}

function notHappened(fault: FaultName, records: Evidence['records'], { notYet }: Answers): Verdict {
  const { name, cause } = faults[fault];
  const last = records.at(-1);
  const other = last === undefined ? '' : `; последней была другая авария: ${faults[last.fault].name}`;
  return notYet(`${name}: такого ещё не было${other}`, `Вызовите её командой на этой странице: ${cause}.`);
}

function notMeasured(record: FaultRecord, { notYet }: Answers): Verdict {
  const { name } = faults[record.fault];
  if (record.probe === null) {
    return notYet(
      `${name}: было, но зонд в это время не писал, и измерить нечего`,
      'Верните кластер в порядок и повторите командой этой страницы: она сама включит зонд.',
    );
  }
  if (record.undoneAt === null) {
    const what = record.node === null ? '' : ` (${record.node})`;
    return notYet(
      `${name}: авария ещё идёт${what}`,
      'Когда увидите, чем она кончилась, выполните команду возвращения.',
    );
  }
  const from = record.readBackFrom;
  const read = from.length === 0 ? 'ещё не сверены с узлами' : `сверены только с ${list(from)}`;
  return notYet(
    `${name}: было, но строки зонда ${read}`,
    'Сверка идёт, когда кластер снова цел и зонд остановлен; зонд, начатый аварией, останавливается сам.',
  );
}

const read = 'при этом писал зонд, и его строки сверены с обоими узлами';

/** A fault that is measured as it comes. */
export function plain(fault: FaultName): Measurement {
  return { fault, objection: () => null };
}

function plainCheck(fault: FaultName): Check {
  return defineMeasured(`${fault}-measured`, plain(fault), `${faults[fault].name}; ${read}`);
}

export const stopMeasured = plainCheck('stop');
export const pauseMeasured = plainCheck('pause');
export const networkMeasured = plainCheck('network');
export const zookeeperMeasured = plainCheck('zookeeper');
export const switchoverMeasured = plainCheck('switchover');

/** Without synchronous mode it is another experiment: see variants.ts. */
export const syncKill: Measurement = {
  fault: 'kill',
  objection: ({ timings }) =>
    timings.synchronousMode === false
      ? {
          observed: 'лидер убит при выключенном synchronous_mode',
          advice: 'Это опыт другого шага: включите synchronous_mode, дождитесь Sync Standby и убейте лидера ещё раз.',
        }
      : null,
};

export const killMeasured = defineMeasured(
  'kill-measured',
  syncKill,
  `${faults.kill.name} в синхронном режиме; ${read}`,
);

/** The trap has shut when nobody led and nothing was written until the undo. */
export const replicaFirst: Measurement = {
  fault: 'replica-first',
  objection: (record) => {
    if (record.leaderAfter !== null || record.outage === null) {
      return {
        observed: `реплика ${record.node ?? ''} уходила, но лидер ${record.leaderAfter ?? ''} остался и писал дальше`,
        advice: 'Пока реплика остановлена, остановите и лидера; потом верните обоих.',
      };
    }
    const lost = record.lost ?? 0;
    if (lost === 0) return null;
    return {
      observed: `потеряно ${lost} ${plural(lost, 'подтверждённая строка', 'подтверждённые строки', 'подтверждённых строк')}`,
      advice: 'В синхронном режиме этого быть не должно: проверьте synchronous_mode и повторите.',
    };
  },
};

export const replicaFirstMeasured = defineMeasured(
  'replica-first-measured',
  replicaFirst,
  `${faults['replica-first'].name}: до возвращения никто не вёл и запись стояла; ${read}`,
);
