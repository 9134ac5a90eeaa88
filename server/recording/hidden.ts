import { visibleText } from './visible.ts';

/** A part of a text that must not be written, and what is written instead. */
export type Hidden = { readonly start: number; readonly end: number; readonly instead: string };

/** A secret, or a text with a mark of its own that is hidden only where it stands alone: not inside of a longer word. */
export type Sought = string | { readonly text: string; readonly instead: string };

/** The characters before a text, where something went before it: as they stand there, and as a person sees them. */
export type Before = { readonly raw: string; readonly shown: string };

export const nothingBefore: Before = { raw: '', shown: '' };

/** Stands where a secret stood; of one length, so that it does not tell the secret's. */
export const mask = '[скрыто]';

/** The longest mark of the shell integration; a longer sequence is not ours. */
const maxMark = 64 * 1024;
// oxlint-disable-next-line no-control-regex -- control sequences are what it is about
const mark = /\x1b\]133;[^\x07\x1b]*(?:\x07|\x1b\\)/g;
// oxlint-disable-next-line no-control-regex -- see above
const markBegun = /\x1b(?:\](?:1(?:3(?:3(?:;[^\x07\x1b]*\x1b?)?)?)?)?)?$/;
// oxlint-disable-next-line no-control-regex -- see above
const anyBegun = /\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b]*\x1b?|[ -/]*)$/;
// oxlint-disable-next-line no-control-regex -- see above
const controlSequences = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[ -/]*[0-~])/g;

/**
 * Finds what must not be written: secrets, also with control sequences among their letters, and the marks of the shell
 * integration, which carry the text of commands once more, encoded.
 * @returns the parts in order, and from where on the text may turn out to be the beginning of another one
 */
export function findHidden(
  text: string,
  secrets: readonly Sought[],
  before = nothingBefore,
): { readonly parts: readonly Hidden[]; readonly undecided: number } {
  const parts: Hidden[] = [];
  let undecided = text.length;
  for (const { index, 0: found } of text.matchAll(mark)) {
    parts.push({ start: index, end: index + found.length, instead: '' });
  }
  const begun = markBegun.exec(text);
  if (begun && text.length - begun.index <= maxMark) undecided = begun.index;

  // With the rest of a sequence that is cut off in the beginning of a later text, nobody could tell what it stands beside.
  const sequenceBegun = secrets.some((sought) => typeof sought !== 'string') ? anyBegun.exec(text) : null;
  if (sequenceBegun && text.length - sequenceBegun.index <= maxMark)
    undecided = Math.min(undecided, sequenceBegun.index);

  const visible = visibleText(text);
  for (const sought of secrets) {
    const { text: secret, instead } = typeof sought === 'string' ? { text: sought, instead: mask } : sought;
    const places = typeof sought === 'string' ? occurrences : occurrencesAlone;
    for (const start of places(text, secret, before.raw)) parts.push({ start, end: start + secret.length, instead });
    for (const index of places(visible.text, secret, before.shown)) {
      const start = visible.place(index);
      const end = visible.place(index + secret.length - 1) + 1;
      // The colours that change inside of it change nonetheless.
      const kept = end - start === secret.length ? [] : text.slice(start, end).matchAll(controlSequences);
      parts.push({ start, end, instead: instead + [...kept].map(([sequence]) => sequence).join('') });
    }
    // What ends with the text may be the beginning of a longer word.
    if (places === occurrencesAlone && visible.text.endsWith(secret)) {
      undecided = Math.min(undecided, visible.place(visible.text.length - secret.length));
    }
    undecided = Math.min(undecided, text.length - beginning(text, secret));
    const shown = beginning(visible.text, secret);
    if (shown > 0) undecided = Math.min(undecided, visible.place(visible.text.length - shown));
  }
  return { parts: merge(parts), undecided };
}

function* occurrences(text: string, secret: string): Generator<number> {
  for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + secret.length)) yield at;
}

/** Letters, digits and what joins words: with one of them beside it a text is a part of a longer word. */
const inWord = /[\p{L}\p{N}_-]/u;

function* occurrencesAlone(text: string, word: string, before: string): Generator<number> {
  for (const at of occurrences(text, word)) {
    const neighbours = (at === 0 ? before : text.charAt(at - 1)) + text.charAt(at + word.length);
    if (!inWord.test(neighbours)) yield at;
  }
}

/** How many characters at the end of the text are the beginning of the secret, and not all of it. */
function beginning(text: string, secret: string): number {
  for (let length = Math.min(secret.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(secret.slice(0, length))) return length;
  }
  return 0;
}

/** In order, and those that overlap as one. */
function merge(parts: readonly Hidden[]): Hidden[] {
  const merged: Hidden[] = [];
  for (const part of parts.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
    const last = merged.at(-1);
    if (!last || part.start >= last.end) merged.push(part);
    else if (part.end > last.end) {
      const instead = last.instead === '' ? part.instead : last.instead;
      merged[merged.length - 1] = { start: last.start, end: part.end, instead };
    }
  }
  return merged;
}
