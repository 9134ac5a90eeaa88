import type { FaultName, FaultRecord } from '#protocol/fault.ts';
import { wholeness } from '#protocol/wholeness.ts';

import { type Check, defineCheck } from '../define-check.ts';
import { list, seconds } from '../words.ts';

/** The newest fault of this kind that the cluster has recovered from, or undefined. */
export function newestHealed(fault: FaultName, records: readonly FaultRecord[]): FaultRecord | undefined {
  return records.findLast((record) => record.fault === fault && record.healthyAt !== null);
}

/** After a fault of this kind the cluster was whole again. */
function defineUndone(fault: FaultName): Check {
  return defineCheck({
    id: `${fault}-undone`,
    lasts: 'happened',
    expected: 'после аварии кластер снова цел: два узла, один лидер, реплика без отставания',
    judge: ({ records, reports }, { passed, notYet }) => {
      const healed = newestHealed(fault, records);
      if (healed !== undefined) {
        const took = (healed.healthyAt ?? 0) - (healed.undoneAt ?? 0);
        const undo = fault === 'switchover' ? 'переключения' : 'возвращения';
        return passed(`кластер снова цел через ${seconds(took)} после ${undo}`);
      }
      if (!records.some((record) => record.fault === fault))
        return notYet('этой аварии ещё не было', 'Сначала вызовите её.');
      const { stuck } = wholeness(reports);
      const [first] = stuck;
      if (first === undefined) return notYet('кластер только что стал целым', 'Подождите несколько секунд.');
      return notYet(`кластер ещё не цел: ${list(stuck.map(({ what }) => what))}`, first.mend);
    },
  });
}

export const stopUndone = defineUndone('stop');
export const killUndone = defineUndone('kill');
export const pauseUndone = defineUndone('pause');
export const networkUndone = defineUndone('network');
export const zookeeperUndone = defineUndone('zookeeper');
export const replicaFirstUndone = defineUndone('replica-first');
export const switchoverUndone = defineUndone('switchover');
