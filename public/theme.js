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
  const share = Number(read('lab-dock-share'));
  if (share >= 25 && share <= 65) root.style.setProperty('--dock-share', `${share}%`);
})();
