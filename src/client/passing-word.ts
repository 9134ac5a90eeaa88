/** What is said for a while in the place of something else, which may change meanwhile. */
export type PassingWord = {
  /** Null when nothing is said at present. */
  readonly text: string | null;
  say(text: string): void;
  stop(): void;
};

/** Milliseconds in which a line is read. */
const readWithin = 6_000;

/** Creates one that says nothing yet; `changed` is called when a word comes and when it goes. */
export function createPassingWord(changed: () => void): PassingWord {
  let said: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    get text() {
      return said;
    },
    say(text) {
      clearTimeout(timer);
      said = text;
      timer = setTimeout(() => {
        said = null;
        changed();
      }, readWithin);
      changed();
    },
    stop: () => clearTimeout(timer),
  };
}
