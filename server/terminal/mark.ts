/** The program whose prompt it is. */
export type PromptOwner = 'shell' | 'psql';

/** What a mark of our shell integration or of our psqlrc says. */
export type Mark =
  /** The line editor waits for a line; `continuation`: for more of an unfinished one. */
  | { readonly kind: 'prompt'; readonly owner: PromptOwner; readonly continuation: boolean }
  /** The shell begins a command; null when it could not tell its text. */
  | { readonly kind: 'begun'; readonly text: string | null }
  /** The shell is about to show its prompt again. */
  | { readonly kind: 'ended'; readonly exitCode: number }
  /** psql is about to show its prompt again; `sqlState` is null when the server gave none. */
  | { readonly kind: 'statement-ended'; readonly sqlState: string | null };

/**
 * Reads the payload of an OSC 133 sequence: `<letter>;<nonce>[;<value>…]`.
 * A, B, C, D are the shell's prompt start, prompt end, command begin and command end; `b` is the end of
 * a continuation prompt; `P` and `p` are psql's prompt and continuation, `S` the end of its statement.
 * A mark without the terminal's own nonce is output of some program, not ours: null.
 */
export function parseMark(payload: string, nonce: string): Mark | null {
  const [letter, presented, ...rest] = payload.split(';');
  if (presented !== nonce) return null;
  const value = rest.join(';');
  switch (letter) {
    case 'B':
      return { kind: 'prompt', owner: 'shell', continuation: false };
    case 'b':
      return { kind: 'prompt', owner: 'shell', continuation: true };
    case 'C':
      return { kind: 'begun', text: value === '' ? null : decodeText(value) };
    case 'D':
      return { kind: 'ended', exitCode: /^\d{1,3}$/.test(value) ? Number(value) : 0 };
    case 'P':
      return { kind: 'prompt', owner: 'psql', continuation: false };
    case 'p':
      return { kind: 'prompt', owner: 'psql', continuation: true };
    case 'S':
      return { kind: 'statement-ended', sqlState: /^[0-9A-Z]{5}$/.test(value) ? value : null };
    default:
      return null;
  }
}

/** Undoes the percent-encoding of the shell integration, which encodes single bytes below 0x80 only. */
function decodeText(text: string): string {
  return text.replaceAll(/%([0-7][0-9A-Fa-f])/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
