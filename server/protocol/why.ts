import { wholeness } from './wholeness.ts';
import { explainBeginning } from './why/beginning.ts';
import { explainElection } from './why/election.ts';
import { type Evidence, gather } from './why/evidence.ts';
import type { Explanation } from './why/explanation.ts';
import { explainKeeper } from './why/keeper.ts';
import { explainReplicas } from './why/replicas.ts';
import { explainRouting } from './why/routing.ts';
import { explainSplit } from './why/split.ts';
import { explainWhole } from './why/whole.ts';
import { explainWrites } from './why/writes.ts';
import type { WitnessReport } from './witness.ts';

/**
 * Explains the present state from what the witnesses say; the weightiest explanation stands first.
 * @param now milliseconds since the epoch by the clock of the reports
 */
export function explain(reports: readonly WitnessReport[], now: number): readonly Explanation[] {
  const evidence = gather(reports, now);
  const beginning = explainBeginning(evidence);
  if (beginning !== null) return [beginning];
  const writes = explainWrites(evidence);
  const matters = [
    explainSplit(evidence),
    explainKeeper(evidence),
    explainElection(evidence),
    writes,
    explainRouting(evidence),
    ...explainReplicas(evidence, writes === null ? 'go-on' : 'hang'),
    explainPause(evidence),
    explainSwitchover(evidence),
  ].filter((matter) => matter !== null);
  if (matters.length > 0) return matters;
  const { whole, stuck } = wholeness(reports);
  if (whole || stuck.length === 0) return [explainWhole(evidence)];
  return stuck.map(({ what, mend }) => ({ tone: 'wait', headline: capitalize(what), because: [], next: mend }));
}

function explainPause({ config }: Evidence): Explanation | null {
  if (!config.paused) return null;
  return {
    tone: 'note',
    headline: 'Patroni на паузе',
    because: ['Patroni: в динамической конфигурации стоит pause. Ключ он продлевает, но сам никого не повышает.'],
    next: 'Снять паузу: `patronictl resume`.',
  };
}

function explainSwitchover({ keys }: Evidence): Explanation | null {
  if (keys?.failoverAsked !== true) return null;
  return {
    tone: 'wait',
    headline: 'Запрошена плановая смена лидера',
    because: ['ZooKeeper: в ключе failover лежит просьба patronictl switchover или failover.'],
    next: 'Лидер сам остановит PostgreSQL, отдаст ключ и вернётся репликой; это занимает несколько секунд.',
  };
}

function capitalize(text: string): string {
  return /^[а-яё]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
