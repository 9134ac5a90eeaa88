import { formatCastEvent, formatCastHeader } from '#protocol/cast.ts';
import { formatMarkLabel, type RecordingMark } from '#protocol/recording.ts';

type Told = readonly [seconds: number, code: string, data: string] | readonly [seconds: number, mark: RecordingMark];

/** An asciicast of a terminal of 80 by 24, begun at noon. */
export function castOf(...events: readonly Told[]): string {
  const header = formatCastHeader({
    columns: 80,
    rows: 24,
    startedAt: Date.UTC(2026, 10, 28, 12),
    title: 'main',
    environment: {},
  });
  const lines = events.map((event) => {
    const [seconds, what, data = ''] = event;
    return typeof what === 'string'
      ? formatCastEvent({ seconds, code: what, data })
      : formatCastEvent({ seconds, code: 'm', data: formatMarkLabel(what) });
  });
  return header + lines.join('');
}

/** The marker of a command's begin, and of its end. */
export const begun = (text: string): RecordingMark => ({ kind: 'command-begun', stepCommand: null, text });
export const ended: RecordingMark = { kind: 'command-ended', stepCommand: null, exitCode: 0, sqlState: null };

/** A shell with two commands, and a pause of a minute inside the second one. */
export const twoCommands = castOf(
  [0, { kind: 'shell-started' }],
  [0, 'r', '100x30'],
  [0.5, 'o', '$ '],
  [2, 'o', 'date\r\n'],
  [2.1, begun('date')],
  [2.2, 'o', 'noon\r\n'],
  [2.3, 'o', '$ '],
  [2.3, ended],
  [5, 'o', 'make\r\n'],
  [5, begun('make')],
  [6, 'o', 'one\r\n'],
  [66, 'o', 'two\r\n'],
  [67, 'o', '$ '],
  [67, ended],
  [90, 'o', 'later'],
);
