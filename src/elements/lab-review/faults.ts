import type { FaultRecord } from '#protocol/fault.ts';
import { explainRecord } from '../../client/fault/explain.ts';
import { conditionsText, faultTitles, outageText } from '#protocol/words/fault-words.ts';
import { measurementRows } from '../../client/fault/measurement-rows.ts';
import { visibleLine } from '../../client/review/visible-text.ts';
import { clockText } from '../../client/review/words.ts';
import type { LabPhases } from '../lab-phases.ts';
import { make, makeButton } from './make.ts';
import type { Places } from './places.ts';

/** Draws every fault: what was predicted beside what was measured, and the parts of the outage once it is unfolded. */
export function drawFaults(
  faults: readonly FaultRecord[],
  until: number,
  makeChart: () => LabPhases,
  places: Places,
): HTMLElement[] {
  if (faults.length === 0) return [make('p', { class: 'part-words', text: 'Аварий в этом прохождении не было.' })];
  return faults.map((record) => {
    const head = make('summary', {}, make('strong', { text: faultTitles[record.fault] }));
    head.append(
      ` ${clockText(record.beganAt)}, ${record.probe === null ? 'зонд не писал' : `перерыв ${outageText(record)}`}`,
    );
    const fold = make('details', { class: 'fault' }, head);
    fold.addEventListener('toggle', () => {
      if (!fold.open || fold.childElementCount > 1) return;
      fold.append(...drawFault(record, until, makeChart, places));
    });
    return fold;
  });
}

function drawFault(record: FaultRecord, until: number, makeChart: () => LabPhases, places: Places): HTMLElement[] {
  const chart = makeChart();
  chart.until = until;
  chart.record = record;
  chart.querySelector('[role="region"]')?.setAttribute('aria-label', `Части перерыва: ${nameOf(record)}`);
  return [
    make('p', { class: 'part-words', text: visibleLine(conditionsText(record), 200) }),
    makeButton('Показать на ленте', 'button-quiet', () => places.showTime(record.beganAt)),
    drawMeasurement(record),
    chart,
    make(
      'ul',
      { class: 'fault-words' },
      ...explainRecord(record).map(({ text, tone }) => make('li', { text: visibleLine(text, 600), data: { tone } })),
    ),
  ];
}

function nameOf({ fault, beganAt }: FaultRecord): string {
  return `${faultTitles[fault]}, ${clockText(beganAt)}`;
}

/** Prediction, measurement and what the settings promise. */
function drawMeasurement(record: FaultRecord): HTMLElement {
  const head = ['', 'предположено', 'измерено', 'по настройкам'].map((text, index) =>
    index === 0 ? make('td') : make('th', { text }),
  );
  const rows = measurementRows(record).map(({ what, predicted, measured, expected, tone }) =>
    make(
      'tr',
      {},
      make('th', { text: what }),
      make('td', { text: predicted }),
      make('td', { text: visibleLine(measured, 120), data: { measured: tone } }),
      make('td', { text: expected }),
    ),
  );
  const table = make('table', {}, make('thead', {}, make('tr', {}, ...head)), make('tbody', {}, ...rows));
  const region = make('div', { class: 'measured' }, table);
  region.tabIndex = 0;
  region.setAttribute('role', 'region');
  // Several may be unfolded at once.
  region.setAttribute('aria-label', `Предположение и измерение: ${nameOf(record)}`);
  return region;
}
