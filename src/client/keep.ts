/** Keeps a reader's small choice in this browser; where storage is switched off it lasts as long as the page. */
export function keepLocally(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch (error) {
    console.info(`«${key}» is not kept: storage is switched off`, error);
  }
}

/** What `keepLocally` kept, or null. */
export function keptLocally(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch (error) {
    console.info(`«${key}» was not kept: storage is switched off`, error);
    return null;
  }
}
