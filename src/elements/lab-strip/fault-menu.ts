import type { StripFault } from '#protocol/strip.ts';
import { part } from '../../client/part.ts';
import { clockText } from '#protocol/strip-scale.ts';
import { faultTitles } from '#protocol/words/fault-words.ts';

/** The list of the run's faults to jump to; hidden while there is none. */
export function createFaultMenu(root: HTMLElement, jump: (fault: StripFault) => void, signal: AbortSignal) {
  const menu = part(root, 'faults', HTMLSelectElement);
  let shown: readonly StripFault[] = [];
  menu.addEventListener(
    'change',
    () => {
      const chosen = shown.find(({ id }) => id === menu.value);
      if (chosen !== undefined) jump(chosen);
      // The same fault may be chosen again after the strip was moved.
      menu.value = '';
    },
    { signal },
  );
  return {
    show(faults: readonly StripFault[]): void {
      if (faults.length === shown.length && faults.every(({ id }, index) => id === shown[index]?.id)) return;
      shown = [...faults];
      menu.hidden = shown.length === 0;
      menu.replaceChildren(
        new Option('К аварии…', ''),
        ...shown.map(({ id, fault, from }) => new Option(`${clockText(from)} — ${faultTitles[fault]}`, id)),
      );
      menu.value = '';
    },
  };
}
