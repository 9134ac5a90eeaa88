/** What is called in the page: these functions see nothing but their arguments and the page itself. */

/** Notes from now on what must not happen: broken policies, errors, complaints in the console. */
export function noteTroubles(): void {
  const troubles: string[] = [];
  Object.assign(globalThis, { troubles });
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    troubles.push(`policy: ${violatedDirective} ${blockedURI}`);
  });
  addEventListener('error', ({ message }) => troubles.push(`error: ${message}`));
  addEventListener('unhandledrejection', ({ reason }) => troubles.push(`rejection: ${String(reason)}`));
  const complain = console.error;
  console.error = (...words: unknown[]) => {
    troubles.push(`console: ${words.map(String).join(' ')}`);
    complain(...words);
  };
}

/** Waits until the review is there, or every file in it is read or refused. */
export async function reviewIs(state: 'ready' | 'settled', files: number, seconds: number): Promise<void> {
  const isReached = () =>
    state === 'ready'
      ? document.querySelector('lab-review[data-state="ready"]') !== null
      : document.querySelectorAll('tbody tr[data-state]:not([data-state="waiting"])').length >= files;
  const deadline = performance.now() + seconds * 1_000;
  while (!isReached()) {
    if (performance.now() > deadline) throw new Error(`the review was not ${state} within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Opens every report of the table: unfolds what is folded, shows the whole journal, replays what was recorded. */
export async function lookAtEverything(seconds: number): Promise<{ shown: number; refused: string[] }> {
  async function until(what: string, condition: () => boolean): Promise<void> {
    const deadline = performance.now() + seconds * 1_000;
    while (!condition()) {
      if (performance.now() > deadline) throw new Error(`waited ${seconds} s in vain for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  const rows = [...document.querySelectorAll<HTMLElement>('tbody tr[data-state="read"]')];
  const entries = rows.map((row) => row.dataset.entry ?? '');
  const problems = document.querySelectorAll('tbody tr[data-state="failed"] [data-of="problem"]');
  for (const entry of entries) {
    location.hash = `#report=${entry}`;
    await until(`report ${entry}`, () => document.querySelector(`lab-review[data-shown="${entry}"]`) !== null);
    for (const fold of document.querySelectorAll<HTMLDetailsElement>('.report details')) fold.open = true;
    const journal = document.querySelector<HTMLSelectElement>('.journal select');
    if (journal === null) throw new Error('the report has no journal');
    journal.value = 'all';
    journal.dispatchEvent(new Event('change'));
    document.querySelector('.strip')?.scrollIntoView();
    const replay = document.querySelector<HTMLElement>('.terminal .button-evidence');
    if (replay === null) continue;
    replay.click();
    const played = 'dialog[open] :is(.ap-line, [data-part="player-state"]:not(:empty))';
    await until(`the replay of ${entry}`, () => document.querySelector(played) !== null);
    document.querySelector<HTMLDialogElement>('dialog[open]')?.close();
  }
  return { shown: entries.length, refused: Array.from(problems, ({ textContent }) => textContent.trim()) };
}

/** What was noted, and whether something of a report ran. */
export function findings(mark: string): { troubles: string[]; ran: boolean } {
  return { troubles: Reflect.get(globalThis, 'troubles') ?? [], ran: Object.hasOwn(globalThis, mark) };
}

/** Does in the page what must not be done in the review, so that it is seen that it would be noted. */
export async function misbehave(): Promise<void> {
  console.error('a complaint');
  setTimeout(() => {
    throw new Error('thrown');
  });
  void Promise.reject(new Error('refused'));
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = "img-src 'none'";
  document.head.append(policy);
  await new Promise((resolve) => {
    addEventListener('securitypolicyviolation', resolve, { once: true });
    const picture = document.createElement('img');
    picture.src = '/forbidden.png';
    document.body.append(picture);
  });
  setTimeout(() => alert('a dialog'));
}
