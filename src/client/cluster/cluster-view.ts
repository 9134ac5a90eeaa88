import { toAgreement } from '#protocol/agreement.ts';
import { toPicture } from '#protocol/picture.ts';
import { explain } from '#protocol/why.ts';
import type { WitnessReport } from '#protocol/witness.ts';
import { part } from '../part.ts';
import type { RunConnection, RunSnapshot } from '../run-connection.ts';
import { createAnnouncer } from './announcer.ts';
import { createSchemeView } from './scheme-view.ts';
import { type Summary, calmSummary, summarize } from './summary.ts';
import { setAttributes, setText } from './svg.ts';
import { showWhy } from './why-view.ts';
import { takeWitnessRows } from './witness-rows.ts';

/** The living part of the panel. */
export type ClusterView = {
  /** Whether the panel is open: a closed one draws its line only. */
  open(open: boolean): void;
  dispose(): void;
};

/** Milliseconds between two looks at the clock while the panel is open. */
const tickEvery = 250;

/** Brings the panel's markup to life. */
export function createClusterView(root: Element, run: Pick<RunConnection, 'subscribe' | 'serverNow'>): ClusterView {
  const scheme = createSchemeView(part(root, 'scheme', SVGSVGElement));
  const rows = takeWitnessRows(root);
  const announcer = createAnnouncer((text) => setText(part(root, 'announce', HTMLElement), text));
  let isOpen = false;
  let reports: readonly WitnessReport[] = [];
  let drawnReports: readonly WitnessReport[] | null = null;
  let snapshot: RunSnapshot | null = null;
  let ticks = 0;

  function showLine({ tone, line, detail, drawn }: Summary): void {
    setAttributes(root, { 'data-tone': tone, 'data-drawn': String(drawn ?? 'unknown') });
    setText(part(root, 'line', HTMLElement), line);
    setText(part(root, 'detail', HTMLElement), detail);
  }

  function draw(): void {
    if (snapshot === null) return;
    const calm = calmSummary(snapshot);
    if (calm !== null) {
      showLine(calm);
      showWhy(part(root, 'why', HTMLElement), []);
      drawnReports = null;
      announcer.forget();
      return;
    }
    const why = explain(reports, run.serverNow());
    const agreement = toAgreement(reports);
    const picture = toPicture(reports);
    const summary = summarize(picture, agreement, why);
    showLine(
      snapshot.mode === 'lost'
        ? { ...summary, detail: 'Связь с сервером прервалась: показано последнее известное' }
        : summary,
    );
    if (snapshot.mode === 'live' || snapshot.mode === 'reading') announcer.see(picture);
    if (!isOpen) return;
    showWhy(part(root, 'why', HTMLElement), why);
    part(root, 'disagree', HTMLElement).hidden = !agreement.disagree;
    if (drawnReports !== reports) {
      drawnReports = reports;
      scheme.show(reports);
      rows.show(agreement, reports);
    }
    scheme.showProbe(snapshot.state?.probe ?? null);
    tick();
  }

  /** Of a record only changes are known, and not who answered when: an age would mean nothing. */
  function tick(): void {
    if (snapshot?.mode !== 'reading') rows.tick(run.serverNow());
  }

  const unsubscribe = run.subscribe((next) => {
    snapshot = next;
    const witnesses = next.state?.witnesses ?? [];
    if (witnesses !== reports || next.mode !== 'live') reports = witnesses;
    draw();
  });
  const timer = setInterval(() => {
    if (document.visibilityState !== 'visible') return;
    ticks += 1;
    if (isOpen) tick();
    // «Через 12 с» counts down between two reports too.
    if (ticks % 4 === 0) draw();
  }, tickEvery);

  return {
    open(open) {
      isOpen = open;
      draw();
    },
    dispose() {
      unsubscribe();
      clearInterval(timer);
      announcer.dispose();
      scheme.dispose();
    },
  };
}
