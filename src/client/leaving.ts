/** Milliseconds after a click on a link of this site during which leaving the page is no closing of the tab. */
const withinSite = 2_000;

/**
 * Asks before the tab is closed while `isBusy`; going on to another page of the site does not ask,
 * because the terminals go on there. Returns how to stop it.
 */
export function warnBeforeLeaving(isBusy: () => boolean): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  let stayedUntil = 0;
  const stays = () => {
    stayedUntil = performance.now() + withinSite;
  };
  const isOurs = (address: string) => new URL(address, location.href).origin === location.origin;

  document.addEventListener(
    'click',
    ({ target }) => {
      const link = target instanceof Element ? target.closest('a[href]') : null;
      if (link instanceof HTMLAnchorElement && link.target === '' && isOurs(link.href)) stays();
    },
    { signal, capture: true },
  );
  // Keys that turn the page set the address by script; browsers with the Navigation API tell of it.
  if ('navigation' in globalThis) {
    globalThis.navigation.addEventListener(
      'navigate',
      ({ destination, navigationType }) => {
        if (navigationType !== 'reload' && isOurs(destination.url)) stays();
      },
      { signal },
    );
  }
  addEventListener(
    'beforeunload',
    (event) => {
      if (isBusy() && performance.now() > stayedUntil) event.preventDefault();
    },
    { signal },
  );
  return () => stop.abort();
}
