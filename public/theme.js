// Runs before the first paint, as a file because the page's policy allows no inline script.
(() => {
  const root = document.documentElement;
  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // Storage is switched off in this browser: the system's theme is used.
    }
  };
  const chosen = read('lab-theme');
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = chosen === 'light' || chosen === 'dark' ? chosen : dark ? 'dark' : 'light';
  // Without a key a notice will stand above the text, whoever answers: its place is kept from the first paint.
  // Only on the lab's own pages: a review, which shows what strangers wrote, has nothing to do with the key.
  const asksForKey = document.currentScript?.dataset.key !== undefined;
  if (asksForKey && read('lab-token') === null && !location.hash.startsWith('#token=')) root.dataset.key = 'none';
  const share = Number(read('lab-dock-share'));
  if (share >= 25 && share <= 65) root.style.setProperty('--dock-share', `${share}%`);
})();

// Chromium cancels what a page is loading when Docker makes or removes a network: such a page is loaded again.
(() => {
  const key = `lab-reloads ${location.pathname}`;
  const kept = () => Number(sessionStorage.getItem(key));
  const loaded = new AbortController();
  // What comes later, the player of recordings for one, is asked for by somebody who says that it did not come.
  addEventListener('load', () => loaded.abort());
  addEventListener(
    'error',
    ({ target }) => {
      const needed =
        target instanceof HTMLScriptElement || (target instanceof HTMLLinkElement && target.rel !== 'icon');
      try {
        if (!needed || kept() >= 3) return;
        sessionStorage.setItem(key, String(kept() + 1));
        setTimeout(() => location.reload(), 400);
      } catch (error) {
        console.info('Storage is off: the page is not loaded again by itself', error);
      }
    },
    { capture: true, signal: loaded.signal },
  );
})();
