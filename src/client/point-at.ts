/** Moves a notice for a moment: whoever types in vain is shown why nothing happens. */
export function pointAt(notice: HTMLElement): void {
  delete notice.dataset.asked;
  // Read, so that the animation begins anew.
  void notice.offsetWidth;
  notice.dataset.asked = '';
}
