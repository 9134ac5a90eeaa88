import { findHidden, mask } from './hidden.ts';

/** Takes secrets out of a text as it stands beside recordings: in the journal, in answers, in files. */
export type Hider = (text: string) => string;

// oxlint-disable-next-line no-control-regex -- where there are none, a secret can only stand as it is
const control = /[\0-\x1f\x7f]/;

/**
 * Creates what takes out these secrets, by the same rules as in recordings: also where line ends or colours stand among
 * their letters.
 */
export function createHider(secrets: readonly string[]): Hider {
  // The longest first: one may be the beginning of another.
  const ordered = secrets.toSorted((one, other) => other.length - one.length);
  return (text) => {
    if (ordered.length === 0) return text;
    if (control.test(text)) return cutOut(text, ordered);
    let shown = text;
    for (const secret of ordered) if (shown.includes(secret)) shown = shown.replaceAll(secret, mask);
    return shown;
  };
}

function cutOut(text: string, secrets: readonly string[]): string {
  let shown = '';
  let at = 0;
  for (const { start, end, instead } of findHidden(text, secrets).parts) {
    shown += text.slice(at, start) + instead;
    at = end;
  }
  return shown + text.slice(at);
}
