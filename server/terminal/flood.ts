const bell = 0x07;
const lineFeed = 0x0a;
/** Cursor left, which may wrap backwards; other character sets; a sequence; and what may end a title long after it began. */
const meaningful = [0x08, 0x0e, 0x0f, 0x1b, bell];
/** The first byte of U+0080–U+00BF: up to U+009F these are control characters. */
const latin = 0xc2;
const lineEnd = Buffer.from('\r\n');

/** Follows a stream for stretches of nothing but text: letters and line ends, which change no mode, colour or margin. */
export type FloodWatch = {
  /** The bytes that stand at this place of the stream. */
  push(chunk: Buffer, place: number): void;
  /** Where the first line begins from which on nothing but text has come; null where none does. */
  readonly textFrom: number | null;
  /** The last known beginning of a line behind which at least so many line feeds have come, and nothing but text; or null. */
  lineBefore(lineFeeds: number): number | null;
  /** Forgets lines before a place. */
  forget(before: number): void;
};

/** Creates a watch at the beginning of a stream. */
export function createFloodWatch(): FloodWatch {
  let textFrom: number | null = null;
  let total = 0;
  let endedLatin = false;
  /** Beginnings of lines in the present text, with the line feeds up to them: one a chunk is enough. */
  let lines: { readonly place: number; readonly lineFeeds: number }[] = [];
  return {
    push: (chunk, place) => {
      const control = lastControl(chunk, endedLatin);
      endedLatin = chunk.at(-1) === latin;
      if (control !== -1) {
        textFrom = null;
        lines = [];
      }
      const end = chunk.indexOf(lineEnd, control + 1);
      for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, at + 1)) {
        total += 1;
        if (at !== end + 1 || end === -1) continue;
        textFrom ??= place + at + 1;
        lines.push({ place: place + at + 1, lineFeeds: total });
      }
    },
    get textFrom() {
      return textFrom;
    },
    lineBefore: (lineFeeds) => lines.findLast((line) => total - line.lineFeeds >= lineFeeds)?.place ?? null,
    forget: (before) => {
      lines = lines.filter(({ place }) => place >= before);
    },
  };
}

/** Where the last byte stands that means more than text; -1 where there is none. */
function lastControl(chunk: Buffer, afterLatin: boolean): number {
  let last = afterLatin && (chunk[0] ?? 0xff) < 0xa0 ? 0 : -1;
  for (const byte of meaningful) {
    // Looking forward is quick, and there mostly is none.
    if (chunk.includes(byte)) last = Math.max(last, chunk.lastIndexOf(byte));
  }
  for (let at = chunk.indexOf(latin); at !== -1; at = chunk.indexOf(latin, at + 1)) {
    if ((chunk[at + 1] ?? 0xff) < 0xa0) last = Math.max(last, at);
  }
  return last;
}
