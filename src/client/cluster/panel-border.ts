import { makeMovable } from '../movable-border.ts';
import { rememberNumber } from '../remember.ts';

/** The panel's share of the height of its dock, in per cent. */
const least = 20;
const most = 75;

/** Lets the reader move the border between the panel and the terminals, by pointer and by keys. */
export function movePanelBorder(panel: HTMLElement, signal: AbortSignal): void {
  const border = panel.querySelector<HTMLElement>('[data-part="cluster-border"]');
  if (border === null) return;
  const kept = rememberNumber('lab-cluster-share', 0, 0, most);
  const whole = () => panel.parentElement?.clientHeight ?? innerHeight;
  const now = () => (100 * panel.clientHeight) / whole();
  const show = (share: number) => {
    panel.style.setProperty('--cluster-share', `${share}%`);
    border.setAttribute('aria-valuenow', String(Math.round(share)));
  };
  const move = (share: number) => {
    const within = Math.min(most, Math.max(least, share));
    show(within);
    kept.write(Math.round(within * 10) / 10);
  };
  if (kept.read() > 0) show(kept.read());
  makeMovable(
    border,
    {
      shareAt: (event) => (100 * (event.clientY - panel.getBoundingClientRect().top)) / whole(),
      now,
      move,
      keys: { ArrowUp: -4, ArrowDown: 4 },
    },
    signal,
  );
}
