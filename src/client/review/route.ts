/** What the page shows, as its address says after `#`. */
export type Route = {
  readonly report: number | null;
  /** What stands beside it. */
  readonly beside: number | 'reference' | null;
};

/** Reads the fragment of the address. */
export function parseRoute(hash: string): Route {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  const report = toNumber(words.get('report'));
  const beside = words.get('beside');
  return { report, beside: report === null ? null : beside === 'reference' ? 'reference' : toNumber(beside) };
}

/** The fragment that `parseRoute` reads. */
export function formatRoute({ report, beside }: Route): string {
  if (report === null) return '#';
  return beside === null ? `#report=${report}` : `#report=${report}&beside=${beside}`;
}

function toNumber(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
