import type { FaultRecord, LiveTimings } from '#protocol/fault.ts';
import { liveTimings } from '#protocol/outage/live-timings.ts';

import { defineCheck } from '../define-check.ts';
import { list, seconds } from '../words.ts';
import { defineMeasured, isMeasured, type Measurement } from './measured.ts';

/** The course's settings, in milliseconds. */
const course = { ttl: 30_000, loopWait: 10_000, retryTimeout: 10_000, inter: 3_000 } as const;

/** Whether a fault met settings that react faster than the course's. */
export function isTuned({ ttl, inter }: Pick<LiveTimings, 'ttl' | 'inter'>): boolean {
  return (ttl !== null && ttl < course.ttl) || (inter !== null && inter < course.inter);
}

function isAsync({ timings }: FaultRecord): boolean {
  return timings.synchronousMode === false;
}

/** The leader is killed while synchronous mode is off. */
export const asyncKill: Measurement = {
  fault: 'kill',
  objection: (record) =>
    isAsync(record)
      ? null
      : {
          observed: 'лидер убит, но synchronous_mode был включён',
          advice: 'Сначала выключите его: patronictl edit-config --force -s synchronous_mode=false.',
        },
};

export const asyncMeasured = defineMeasured(
  'async-measured',
  asyncKill,
  'лидер убит при выключенном synchronous_mode, и строки зонда сверены с обоими узлами',
);

/** The leader is killed while settings are in force that react faster than the course's. */
export const tunedKill: Measurement = {
  fault: 'kill',
  objection: ({ timings }) =>
    isTuned(timings)
      ? null
      : {
          observed: 'лидер убит при сроках курса: ttl 30 с, inter 3 с',
          advice: 'Сначала сократите их: ttl и loop_wait через patronictl edit-config, inter в haproxy.cfg.',
        },
};

export const tunedMeasured = defineMeasured(
  'tuned-measured',
  tunedKill,
  'лидер убит при ttl меньше 30 с или inter меньше 3 с, и строки зонда сверены с обоими узлами',
);

/** Synchronous mode is on again after an experiment without it. */
export const syncRestored = defineCheck({
  id: 'sync-restored',
  lasts: 'now',
  expected: 'после опыта synchronous_mode снова включён и реплика названа синхронной',
  judge: ({ records, reports }, { passed, notYet, couldNotRun }) => {
    if (!records.some(isAsync)) return notYet('опыта без synchronous_mode ещё не было', 'Сначала проведите его.');
    const { synchronousMode } = liveTimings(reports);
    if (synchronousMode === null) return couldNotRun('Patroni ещё не спрошен', 'Подождите пару секунд.');
    if (!synchronousMode) {
      return notYet(
        'synchronous_mode всё ещё выключен',
        'Включите его: patronictl edit-config --force -s synchronous_mode=true.',
      );
    }
    const zookeeper = reports.find(({ witness }) => witness === 'zookeeper')?.testimony;
    const standby = zookeeper?.witness === 'zookeeper' ? zookeeper.syncStandby : null;
    if (standby === null) {
      return notYet(
        'synchronous_mode включён, а синхронная реплика ещё не названа',
        'Подождите обхода Patroni, до 10 с.',
      );
    }
    return passed(`synchronous_mode включён, синхронная реплика — ${standby}`);
  },
});

/** The course's timings are in force again after an experiment with others. */
export const timingsRestored = defineCheck({
  id: 'timings-restored',
  lasts: 'now',
  expected: 'после опыта действуют сроки курса: ttl 30, loop_wait 10, retry_timeout 10, inter 3s',
  judge: ({ records, reports }, { passed, notYet, couldNotRun }) => {
    if (!records.some((record) => isTuned(record.timings) && isMeasured(record))) {
      return notYet('опыта с другими сроками ещё не было', 'Сначала проведите его.');
    }
    const timings = liveTimings(reports);
    if (timings.ttl === null || timings.inter === null) {
      return couldNotRun('Patroni или HAProxy ещё не спрошены', 'Подождите пару секунд.');
    }
    const names = { ttl: 'ttl', loopWait: 'loop_wait', retryTimeout: 'retry_timeout', inter: 'inter' } as const;
    const other = (['ttl', 'loopWait', 'retryTimeout', 'inter'] as const).filter(
      (name) => timings[name] !== null && timings[name] !== course[name],
    );
    if (other.length === 0) return passed('действуют сроки курса');
    const fromPatroni = other.some((name) => name !== 'inter');
    return notYet(
      `сейчас ${list(other.map((name) => `${names[name]} ${seconds(timings[name] ?? 0)}`))}`,
      fromPatroni
        ? 'Верните их: patronictl edit-config --force -s ttl=30 -s loop_wait=10 -s retry_timeout=10.'
        : 'Верните inter 3s в haproxy.cfg и перезапустите HAProxy: docker restart postgres_entrypoint.',
    );
  },
});

const enough = 4;

/** Enough different faults were measured to compare them. */
export const allCompared = defineCheck({
  id: 'all-compared',
  lasts: 'happened',
  expected: `измерены хотя бы ${enough} разные аварии`,
  judge: ({ records }, { passed, notYet }) => {
    const measured = new Set(records.filter(isMeasured).map(({ fault }) => fault)).size;
    if (measured >= enough) return passed(`измерено разных аварий: ${measured}`);
    return notYet(`измерено разных аварий: ${measured}`, 'Проведите ещё несколько опытов этой части.');
  },
});
