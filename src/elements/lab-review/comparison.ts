import type { FaultName, FaultRecord } from '#protocol/fault.ts';
import { faultTitles } from '#protocol/words/fault-words.ts';
import { recordsOfStep } from '../../client/fault/variant.ts';
import { compareReports } from '../../client/review/compare-reports.ts';
import type { OpenReport } from '../../client/review/report.ts';
import type { ReviewStep } from '../../client/review/rubric.ts';
import { visibleLine } from '../../client/review/visible-text.ts';
import type { LabPhases } from '../lab-phases.ts';
import { make } from './make.ts';

export type ComparedReport = { readonly title: string; readonly report: OpenReport };

/** Draws two reports in two columns; what differs is marked by a sign and a word, not by colour alone. */
export function drawComparison(
  mine: ComparedReport,
  theirs: ComparedReport,
  steps: readonly ReviewStep[],
  makeChart: () => LabPhases,
): HTMLElement[] {
  const names = [mine.title, theirs.title].map((title) => visibleLine(title, 60));
  const parts = compareReports(mine.report, theirs.report, steps);
  const differing = parts.flatMap(({ lines }) => lines).filter(({ differs }) => differs).length;
  const titleOf = (step: string) => steps.find(({ id }) => id === step)?.title ?? step;
  const head = make('tr', {}, make('th', { text: 'Что' }), ...names.map((text) => make('th', { text })));
  const table = make('table', {}, make('thead', {}, head));
  for (const { title, lines } of parts) {
    const body = make('tbody');
    const group = make('th', { text: title });
    group.colSpan = 3;
    group.scope = 'rowgroup';
    body.append(make('tr', { class: 'compared-part' }, group));
    for (const { what, mine: one, theirs: other, differs } of lines) {
      const name = make('th', { text: titleOf(what) });
      name.scope = 'row';
      if (differs) name.append(make('span', { class: 'differs', text: '≠ различаются' }));
      body.append(
        make(
          'tr',
          { data: { differs: String(differs) } },
          name,
          make('td', { text: one }),
          make('td', { text: other }),
        ),
      );
    }
    table.append(body);
  }
  const region = make('div', { class: 'compared' }, table);
  region.tabIndex = 0;
  region.setAttribute('role', 'region');
  region.setAttribute('aria-label', 'Сравнение двух отчётов');
  return [
    make('h2', { text: 'Рядом' }),
    make('p', { class: 'compared-bar' }, `Различий: ${differing}. `, onlyDifferences(region)),
    region,
    ...drawCharts(mine, theirs, makeChart),
  ];
}

/** Hides what is the same in both. */
function onlyDifferences(region: HTMLElement): HTMLElement {
  const box = make('input');
  box.type = 'checkbox';
  box.addEventListener('change', () => region.toggleAttribute('data-only-differences', box.checked));
  return make('label', {}, box, ' только различия');
}

/** The parts of the outage of each fault that both measured, one beside the other. */
function drawCharts(mine: ComparedReport, theirs: ComparedReport, makeChart: () => LabPhases): HTMLElement[] {
  const newest = ({ report }: ComparedReport, fault: FaultName) => recordsOfStep(report.faults, fault, 'usual')[0];
  const shared = [...new Set(mine.report.faults.map(({ fault }) => fault))].filter(
    (fault) => newest(theirs, fault) !== undefined,
  );
  return shared.map((fault) => {
    const fold = make('details', { class: 'fault' }, make('summary', {}, make('strong', { text: faultTitles[fault] })));
    fold.addEventListener('toggle', () => {
      if (!fold.open || fold.childElementCount > 1) return;
      fold.append(
        make(
          'div',
          { class: 'two-charts' },
          ...[mine, theirs].map((side) => drawChart(side, newest(side, fault) ?? null, makeChart)),
        ),
      );
    });
    return fold;
  });
}

function drawChart({ title, report }: ComparedReport, record: FaultRecord | null, makeChart: () => LabPhases) {
  const chart = makeChart();
  chart.until = report.bundle.events.at(-1)?.at ?? 0;
  chart.record = record;
  return make('div', {}, make('h3', { text: visibleLine(title, 60) }), chart);
}
