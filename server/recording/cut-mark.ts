import type { CastEvent } from '#protocol/cast.ts';
import { formatMarkLabel, parseMarkLabel } from '#protocol/recording.ts';

/**
 * The events that stand for output that was left out: a marker for programs, a line for a reader.
 * @param modes sequences that bring the screen to where the output left it
 */
export function cutEvents(seconds: number, bytes: number, modes = ''): CastEvent[] {
  return [
    { seconds, code: 'm', data: formatMarkLabel({ kind: 'cut', bytes }) },
    { seconds, code: 'o', data: notice(`вырезано ${formatBytes(bytes)} вывода`, modes) },
  ];
}

/** What the line of such a marker has in it, and of the others only one that quotes it. */
export const cutWords = Buffer.from(formatMarkLabel({ kind: 'cut', bytes: 0 }).replace(/\d+$/, ''));

/** How many bytes a marker says were left out; null for another marker. */
export function bytesCut({ code, data }: CastEvent): number | null {
  const mark = code === 'm' ? parseMarkLabel(data) : null;
  return mark?.kind === 'cut' ? mark.bytes : null;
}

/** A line of the recording's own; CAN ends a control sequence that was left open. */
export function notice(text: string, modes = ''): string {
  return `\x18${modes}\x1b[0m\r\n\x1b[2m── ${text} ──\x1b[0m\r\n`;
}

function formatBytes(bytes: number): string {
  const inMiB = bytes / 1_048_576;
  if (inMiB >= 1) return `${inMiB.toFixed(1).replace('.', ',')} МиБ`;
  return bytes >= 1_024 ? `${Math.round(bytes / 1_024)} КиБ` : `${bytes} Б`;
}
