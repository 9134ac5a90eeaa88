/** A text made fit for pasting: without control characters and without the line feed at its end. */
export type PreparedPaste = {
  readonly text: string;
  readonly lines: readonly string[];
};

/** Escape sequences as a whole first, so that no `[201~` stays behind as text. */
// oxlint-disable-next-line no-control-regex -- control characters are what it is about
const escapeSequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|.)?/gs;
// oxlint-disable-next-line no-control-regex -- the same
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * Makes a clipboard's text fit for a terminal: a page could hide an end of bracketed paste or a
 * line feed in it, and with them a command that runs unseen.
 */
export function preparePaste(clipboard: string): PreparedPaste {
  const text = clipboard
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    .replace(escapeSequence, '')
    .replace(control, '')
    .replace(/\n+$/, '');
  return { text, lines: text.split('\n') };
}

/** Whether the reader is asked before it is pasted. */
export function needsConfirmation(paste: PreparedPaste): boolean {
  return paste.lines.length > 1;
}
