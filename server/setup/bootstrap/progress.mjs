const QUIET_REPORT_MS = 15_000;

/** Says one line of progress; stderr, so that stdout stays for what a script reads. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Does one step of the set-up: says what is being done, and every 15 s that it still is. */
export async function step(title, work) {
  const startedAt = performance.now();
  const seconds = () => `${Math.round((performance.now() - startedAt) / 1000)} с`;
  say(`→ ${title}`);
  const timer = setInterval(() => say(`  … ${title}: ${seconds()}`), QUIET_REPORT_MS);
  try {
    const result = await work();
    say(`✓ ${title} (${seconds()})`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

/** A failure that a person can do something about. */
export class BootstrapError extends Error {
  constructor(message, hint) {
    super(message);
    this.hint = hint;
  }
}
