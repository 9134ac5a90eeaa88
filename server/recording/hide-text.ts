import { findHidden, mask, type Sought } from './hidden.ts';

/** Takes secrets out of a text as it stands beside recordings: in the journal, in answers, in files. */
export type Hider = (text: string) => string;

// oxlint-disable-next-line no-control-regex -- where there are none, a secret can only stand as it is
const control = /[\0-\x1f\x7f]/;

/**
 * Creates what takes out these secrets, by the same rules as in recordings: also where line ends or colours stand among
 * their letters.
 */
export function createHider(secrets: readonly Sought[]): Hider {
  // The longest first: one may be the beginning of another.
  const ordered = secrets.toSorted((one, other) => textOf(other).length - textOf(one).length);
  // Where one stands alone is not to be seen by replacing.
  const plain = ordered.filter((one) => typeof one === 'string');
  const others = ordered.filter((one) => typeof one !== 'string');
  return (text) => {
    if (ordered.length === 0) return text;
    if (control.test(text) || others.some((one) => text.includes(one.text))) return cutOut(text, ordered);
    let shown = text;
    for (const secret of plain) if (shown.includes(secret)) shown = shown.replaceAll(secret, mask);
    return shown;
  };
}

/** The text that is looked for. */
export function textOf(sought: Sought): string {
  return typeof sought === 'string' ? sought : sought.text;
}

function cutOut(text: string, secrets: readonly Sought[]): string {
  let shown = '';
  let at = 0;
  for (const { start, end, instead } of findHidden(text, secrets).parts) {
    shown += text.slice(at, start) + instead;
    at = end;
  }
  return shown + text.slice(at);
}
