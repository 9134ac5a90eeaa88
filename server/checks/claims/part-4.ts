import { faults, isMeasured } from '../part-4/measured.ts';
import { type Claim, defineClaim, defineClaimOfAll } from './define-claim.ts';
import { type Experiment, withFailover, withoutFailover } from './experiments.ts';
import { readBackPoints } from './fault-evidence.ts';
import { failoverClaim, measuredClaim, undoneClaim } from './fault-claims.ts';
import { lostOf } from './fault-words.ts';
import { contradictionIn, contradictionOf } from './probe-sums.ts';

const beforeTheFaults: readonly Claim[] = [
  defineClaim({
    id: 'cluster-ready',
    step: 'faults',
    checks: ['cluster-ready'],
    subject: 'перед авариями кластер цел',
    commands: ['faults-ready', 'faults-config'],
    say: () => ({
      sentence:
        'Перед авариями кластер цел: оба узла работают, все свидетели называют одного лидера, реплика не отстаёт.',
    }),
  }),
  defineClaim({
    id: 'probe-writes',
    step: 'faults',
    checks: ['probe-writes'],
    subject: 'зонд писал через точку входа, и его строки сверены с обоими узлами',
    commands: [],
    say: (held, places) => {
      const { probes } = held('probe-writes').evidence;
      const probe = probes.findLast(({ acks, readBacks }) => acks.length > 0 && readBacks.length >= 2);
      if (probe === undefined) return { why: 'В журнале нет сверенных строк зонда.' };
      const wrong = contradictionIn(probe, places);
      if (wrong !== null) return { why: wrong };
      const lost = Math.max(...probe.readBacks.map(({ lostCount }) => lostCount));
      return {
        sentence: `Зонд писал через точку входа, и его строки сверены с обоими узлами: ${lostOf(lost, probe.acks.length)}.`,
        points: readBackPoints(probe, places),
      };
    },
  }),
];

const restored: readonly Claim[] = [
  defineClaim({
    id: 'sync-restored',
    step: 'faults-async',
    checks: ['sync-restored'],
    subject: 'после опыта синхронный режим снова включён',
    commands: ['async-on', 'async-on-wait'],
    say: (held) => ({ sentence: `После опыта ${held('sync-restored').observed}.` }),
  }),
  defineClaim({
    id: 'timings-restored',
    step: 'faults-tuned',
    checks: ['timings-restored'],
    subject: 'после опыта снова действуют сроки курса',
    commands: ['tuned-dcs-back', 'tuned-haproxy-back'],
    say: () => ({ sentence: 'После опыта с короткими сроками снова действуют сроки курса.' }),
  }),
];

const compared: Claim = defineClaimOfAll({
  id: 'all-compared',
  step: 'faults-compare',
  checks: ['all-compared'],
  subject: 'измерены и сопоставлены разные аварии',
  commands: [],
  say: (held, places) => {
    const { records: all, probes } = held('all-compared').evidence;
    const records = all.filter(isMeasured);
    const [wrong] = records.flatMap(({ probe }) => contradictionOf(probe, probes, places) ?? []);
    if (wrong !== undefined) return { why: wrong };
    const kinds = new Set(records.map(({ fault }) => fault)).size;
    const kept = records.filter(({ timings }) => timings.synchronousMode === true);
    const lost = kept.reduce((sum, record) => sum + (record.lost ?? 0), 0);
    const acked = kept.reduce((sum, { writes }) => sum + writes.acked, 0);
    const safety = kept.length === 0 ? '' : `; в синхронном режиме ${lostOf(lost, acked)}`;
    return {
      sentence: `Измерено аварий: ${records.length}, из них разных: ${kinds}${safety}.`,
      points: records.flatMap(({ id, fault }) => {
        const { began } = places.fault(id);
        return began === null ? [] : [{ ...began, label: faults[fault].name }];
      }),
    };
  },
});

/** The variants end with checks of their own. */
function isOfOneFault({ name, measurement }: Experiment): boolean {
  return name === measurement.fault;
}

/** What part 4 shows: every fault with this run's own numbers, in the order of its steps. */
export const claimsOfPart4: readonly Claim[] = [
  ...beforeTheFaults,
  ...withFailover.flatMap((experiment) => [measuredClaim(experiment), failoverClaim(experiment)]),
  ...withoutFailover.map(measuredClaim),
  ...[...withFailover, ...withoutFailover].filter(isOfOneFault).map(undoneClaim),
  ...restored,
  compared,
];
