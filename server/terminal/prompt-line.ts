// oxlint-disable-next-line no-control-regex -- control characters are what it is about
const control = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P^_X][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[^[\]P^_X]|[\x00-\x20\x7f]/g;
const interruptKey = 0x03;
/** More than a line editor prints after a prompt before anything is typed. */
const enough = 4_096;

/** Knows whether the line at the prompt is empty: a command must not be glued to half a line of the student. */
export type PromptLine = {
  readonly used: boolean;
  /** A command or a statement has ended: a new line is about to begin. */
  fresh(): void;
  /** The prompt stands; what is printed from now on stands on its line. */
  prompt(): void;
  typed(bytes: Buffer): void;
  printed(bytes: Buffer): void;
};

/** Starts with an empty line. */
export function createPromptLine(): PromptLine {
  let typed = false;
  let printed = false;
  return {
    get used() {
      return typed || printed;
    },
    fresh: () => {
      typed = false;
      printed = false;
    },
    prompt: () => {
      printed = false;
    },
    typed: (bytes) => {
      // Ctrl+C gives an empty line by itself.
      typed = bytes.at(-1) !== interruptKey;
    },
    printed: (bytes) => {
      if (printed) return;
      printed = bytes.length > enough || bytes.toString('latin1').replaceAll(control, '') !== '';
    },
  };
}
