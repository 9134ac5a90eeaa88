import { ParseError, parseInteger, parseRecord, parseString } from './parse.ts';

/** What is known of a terminal's recording; `GET /api/recordings` lists them. */
export type RecordingInfo = {
  readonly terminal: string;
  readonly bytes: number;
  /** Of its last event. */
  readonly seconds: number;
  /** The zero of its events, milliseconds since the epoch on the journal's clock. */
  readonly startedAt: number;
  /** How often output was left out. */
  readonly cuts: number;
};

/** Reads an entry of the list of recordings. */
export function parseRecordingInfo(value: unknown, path: string): RecordingInfo {
  const raw = parseRecord(value, path);
  const { seconds } = raw;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) {
    throw new ParseError(`${path}.seconds`, 'seconds');
  }
  const whole = (name: string) => parseInteger(raw[name], `${path}.${name}`, 0, Number.MAX_SAFE_INTEGER);
  return {
    terminal: parseString(raw.terminal, `${path}.terminal`, 64),
    bytes: whole('bytes'),
    seconds,
    startedAt: whole('startedAt'),
    cuts: whole('cuts'),
  };
}

/** What a marker in a recording says. */
export type RecordingMark =
  | { readonly kind: 'command-begun'; readonly stepCommand: string | null; readonly text: string }
  /** Neither code nor state: its terminal ended before it did. */
  | {
      readonly kind: 'command-ended';
      readonly stepCommand: string | null;
      readonly exitCode: number | null;
      readonly sqlState: string | null;
    }
  | { readonly kind: 'shell-started' }
  | { readonly kind: 'shell-ended'; readonly exitCode: number | null }
  /** The lab was not running. */
  | { readonly kind: 'gap'; readonly seconds: number }
  /** Output was left out, because there was too much of it. */
  | { readonly kind: 'cut'; readonly bytes: number };

const maxText = 200;
const lost = 'оборвана';

/**
 * The marker's label: players show it to a person, and `parseMarkLabel` reads it back.
 * Filled signs are a step's commands, with their id; hollow ones were typed by hand.
 */
export function formatMarkLabel(mark: RecordingMark): string {
  switch (mark.kind) {
    case 'command-begun': {
      const line = mark.text.replaceAll(/\s+/g, ' ').trim();
      const text = line.length > maxText ? `${line.slice(0, maxText - 1)}…` : line;
      return mark.stepCommand === null ? `▷ ${text}` : `▶ ${mark.stepCommand}: ${text}`;
    }
    case 'command-ended': {
      const code = mark.exitCode === null ? lost : `код ${mark.exitCode}`;
      const end = mark.sqlState === null ? code : `${code}, SQLSTATE ${mark.sqlState}`;
      return mark.stepCommand === null ? `□ ${end}` : `■ ${mark.stepCommand}: ${end}`;
    }
    case 'shell-started':
      return 'оболочка запущена';
    case 'shell-ended':
      return `оболочка завершилась: ${mark.exitCode === null ? lost : `код ${mark.exitCode}`}`;
    case 'gap':
      return `перерыв в записи, с: ${mark.seconds}`;
    case 'cut':
      return `вырезано, байт: ${mark.bytes}`;
  }
}

/** Reads a marker's label; null for one that is not ours. */
export function parseMarkLabel(label: string): RecordingMark | null {
  const begun = /^(?:▷|▶ ([\w-]+):) (.*)$/su.exec(label);
  if (begun) return { kind: 'command-begun', stepCommand: begun[1] ?? null, text: begun[2] ?? '' };
  const ended = /^(?:□|■ ([\w-]+):) (?:оборвана|код (-?\d+))(?:, SQLSTATE (\w{5}))?$/u.exec(label);
  if (ended) {
    const exitCode = ended[2] === undefined ? null : Number(ended[2]);
    return { kind: 'command-ended', stepCommand: ended[1] ?? null, exitCode, sqlState: ended[3] ?? null };
  }
  if (label === 'оболочка запущена') return { kind: 'shell-started' };
  const closed = /^оболочка завершилась: (?:оборвана|код (-?\d+))$/u.exec(label);
  if (closed) return { kind: 'shell-ended', exitCode: closed[1] === undefined ? null : Number(closed[1]) };
  const gap = /^перерыв в записи, с: (\d+)$/u.exec(label);
  if (gap) return { kind: 'gap', seconds: Number(gap[1]) };
  const cut = /^вырезано, байт: (\d+)$/u.exec(label);
  return cut ? { kind: 'cut', bytes: Number(cut[1]) } : null;
}
