import type { Agreement } from '#protocol/agreement.ts';
import { staleAfter } from '#protocol/belief.ts';
import type { WitnessReport } from '#protocol/witness.ts';
import { part } from '../part.ts';
import { setAttributes, setText } from './svg.ts';
import { ageWords, answerWords, gaugeWords, problemWords } from './witness-words.ts';

/** The five rows of the witnesses' table, which stand in the page's markup. */
export type WitnessRows = {
  show(agreement: Agreement, reports: readonly WitnessReport[]): void;
  /** Counts the ages on, by the server's clock. */
  tick(now: number): void;
};

/** Takes the rows marked `data-witness` inside `root`. */
export function takeWitnessRows(root: Element): WitnessRows {
  const rows = new Map(
    [...root.querySelectorAll<HTMLElement>('[data-witness]')].map((row) => [row.dataset.witness ?? '', row]),
  );
  let last: Agreement | null = null;
  return {
    show(agreement, reports) {
      last = agreement;
      for (const belief of agreement.beliefs) {
        const row = rows.get(belief.witness);
        if (row === undefined) continue;
        const several = belief.witness !== 'docker' && (belief.primaries?.length ?? 0) > 1;
        const apart = agreement.apart.includes(belief.witness);
        setAttributes(row, {
          'data-look': belief.problem !== null ? 'silent' : several ? 'several' : apart ? 'apart' : 'plain',
        });
        setText(part(row, 'answer', HTMLElement), answerWords(belief, reports));
        part(row, 'apart', HTMLElement).hidden = !apart;
        const problem = problemWords(belief, reports);
        const words = part(row, 'problem', HTMLElement);
        setText(words, problem ?? '');
        words.hidden = problem === null;
        setText(part(row, 'gauge', HTMLElement), gaugeWords(belief, reports) ?? '');
      }
    },
    tick(now) {
      for (const { witness, answeredAt } of last?.beliefs ?? []) {
        const row = rows.get(witness);
        if (row === undefined) continue;
        const age = answeredAt === null ? null : now - answeredAt;
        setText(part(row, 'age', HTMLElement), ageWords(age));
        row.toggleAttribute('data-stale', age === null || age > staleAfter);
      }
    },
  };
}
