import type { FaultRecord } from '#protocol/fault.ts';

import { newestHealed } from '../part-4/undone.ts';
import { seconds } from '../words.ts';
import { type Claim, defineClaimOfAll } from './define-claim.ts';
import { type Experiment, measurementOf } from './experiments.ts';
import { around, faultPoints, readBackPoints } from './fault-evidence.ts';
import { causeOf, measured, undoings } from './fault-words.ts';
import { contradictionOf } from './probe-sums.ts';

/** How long nothing was written and what was lost. */
export function measuredClaim(experiment: Experiment): Claim {
  const { name, step, when, ending } = experiment;
  const check = `${name}-measured`;
  return defineClaimOfAll({
    id: check,
    step,
    checks: [check],
    subject: `сколько стояла запись и что потеряно ${when}`,
    commands: [`${name}-fault`, ...experiment.commands],
    say: (held, places) => {
      const { records, probes } = held(check).evidence;
      const record = measurementOf(experiment, records);
      if (record === undefined) return { why: 'В журнале нет такого измерения.' };
      const wrong = contradictionOf(record.probe, probes, places);
      if (wrong !== null) return { why: wrong };
      const sentence = `${cause(experiment, record)} ${measured(record)}${ending?.(record) ?? ''}.`;
      return {
        sentence,
        points: [...faultPoints(record, places), ...readBackPoints(record, places)],
        around: around(record, experiment.opening !== undefined),
      };
    },
  });
}

/** Who leads afterwards: only another name proves that the role has changed hands. */
export function failoverClaim(experiment: Experiment): Claim {
  const { name, step, when } = experiment;
  const check = `${name}-measured`;
  return defineClaimOfAll({
    id: `${name}-failover`,
    step,
    checks: [check],
    subject: `роль лидера перешла к другому узлу ${when}`,
    commands: [`${name}-fault`, ...experiment.commands],
    say: (held, places) => {
      const record = measurementOf(experiment, held(check).evidence.records);
      if (record === undefined || record.leaderBefore === null) return { why: 'Кто вёл до аварии, неизвестно.' };
      const { leaderBefore, leaderAfter } = record;
      if (leaderAfter === null) return { why: 'До возвращения не вёл никто.' };
      if (leaderAfter === leaderBefore) return { why: `Смены лидера не было: вёл по-прежнему ${leaderAfter}.` };
      const sentence = `${cause(experiment, record)} роль перешла к ${leaderAfter}.`;
      return {
        sentence,
        points: faultPoints(record, places),
        around: around(record, experiment.opening !== undefined),
      };
    },
  });
}

/** How soon the cluster was whole again. */
export function undoneClaim({ measurement: { fault }, prefers, commands }: Experiment): Claim {
  const check = `${fault}-undone`;
  return defineClaimOfAll({
    id: check,
    step: `fault-${fault}`,
    checks: [check],
    subject: `${lowered(undoings[fault])} кластер снова цел`,
    commands: [...commands.filter((id) => id.endsWith('-undo')), `${fault}-whole`],
    say: (held, places) => {
      const { records } = held(check).evidence;
      const record = newestHealed(fault, records.filter(prefers ?? (() => true))) ?? newestHealed(fault, records);
      if (record === undefined || record.healthyAt === null) return { why: 'В журнале нет выздоровления кластера.' };
      const took = seconds(record.healthyAt - (record.undoneAt ?? record.beganAt));
      const { undone } = places.fault(record.id);
      return {
        sentence: `${undoings[fault]} кластер снова цел через ${took}: два узла, один лидер, реплика не отстаёт.`,
        points: undone === null ? [] : [{ ...undone, label: 'отмена' }],
        around: around(record),
      };
    },
  });
}

function cause({ opening }: Experiment, record: FaultRecord): string {
  const words = causeOf(record);
  return opening === undefined ? words : `${opening(record)} ${lowered(words)}`;
}

function lowered(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}
