import type { LabTexts } from '../../client/review/file-versions.ts';
import { LabPhases } from '../lab-phases.ts';
import { contentOf, fromTemplate } from './make.ts';

/** The lab's own texts and drawings that stand in the page beside a student's. */
export type LabMaterial = {
  readonly makeMark: () => SVGElement;
  readonly makeChart: () => LabPhases;
  /** The model answer of a question; null for a question that this version does not ask. */
  readonly modelAnswer: (question: string) => HTMLElement | null;
  readonly texts: LabTexts;
};

/** Reads what was built into the page. */
export function readMaterial(root: HTMLElement): LabMaterial {
  const answers = contentOf(root, 'model-answers');
  const originals = contentOf(root, 'originals');
  const textsOf = (kind: 'original' | 'proposed', path: string) =>
    [...originals.querySelectorAll<HTMLElement>(`[data-${kind}]`)]
      .filter((element) => element.dataset[kind] === path)
      .map((element) => element.textContent);
  return {
    makeMark: () => fromTemplate(root, 'mark', SVGElement),
    makeChart: () => fromTemplate(root, 'phase-chart', LabPhases),
    modelAnswer(question) {
      const found = [...answers.querySelectorAll<HTMLElement>('[data-model-answer]')].find(
        (element) => element.dataset.modelAnswer === question,
      );
      return found === undefined ? null : document.importNode(found, true);
    },
    texts: {
      original: (path) => textsOf('original', path)[0] ?? null,
      isProposed: (path, text) => textsOf('proposed', path).includes(text),
    },
  };
}
