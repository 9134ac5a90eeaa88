import { keepLocally } from '../client/keep.ts';
import { labPageOf } from '../client/lab-page-context.ts';
import { makeMovable } from '../client/movable-border.ts';
import { part } from '../client/part.ts';
import { LabCluster, narrow } from './lab-cluster.ts';

/** The terminals' share of the width, in per cent. */
const least = 25;
const most = 65;

/**
 * `<lab-dock>` holds the terminals at hand: beside the text with a border that can be moved,
 * on narrow screens as a sheet at the lower edge that a running command opens.
 */
class LabDock extends HTMLElement {
  #leaving = new AbortController();

  connectedCallback(): void {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const toggle = part(this, 'toggle', HTMLButtonElement);
    // On a narrow screen there is room for one of the two sheets.
    this.addEventListener('lab-sheet-open', () => this.#open(false), { signal });
    toggle.addEventListener('click', () => this.#open(!this.hasAttribute('open')), { signal });
    signal.addEventListener(
      'abort',
      labPageOf(this).terminals.onShow(() => this.#open(true)),
    );
    this.#moveBorder(part(this, 'border', HTMLElement), signal);
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
  }

  #open(open: boolean): void {
    this.toggleAttribute('open', open);
    part(this, 'toggle', HTMLButtonElement).setAttribute('aria-expanded', String(open));
    const cluster = this.querySelector('lab-cluster');
    if (open && cluster instanceof LabCluster && matchMedia(narrow).matches) cluster.open(false);
  }

  #moveBorder(border: HTMLElement, signal: AbortSignal): void {
    const root = document.documentElement;
    const now = () => Math.round((100 * this.getBoundingClientRect().width) / root.clientWidth);
    const move = (share: number) => {
      const within = Math.min(most, Math.max(least, share));
      root.style.setProperty('--dock-share', `${within}%`);
      border.setAttribute('aria-valuenow', String(Math.round(within)));
      keepLocally('lab-dock-share', within.toFixed(1));
    };
    border.setAttribute('aria-valuenow', String(now()));
    border.addEventListener('dblclick', () => move(40), { signal });
    const shareAt = ({ clientX }: PointerEvent) => (100 * (root.clientWidth - clientX)) / root.clientWidth;
    makeMovable(border, { shareAt, now, move, keys: { ArrowLeft: 2, ArrowRight: -2 } }, signal);
  }
}

customElements.define('lab-dock', LabDock);
