import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatCastEvent, formatCastHeader } from '#protocol/cast.ts';
import type { CommandRecord } from '#protocol/command.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import { formatMarkLabel } from '#protocol/recording.ts';

/** Lays down a recording for each terminal of the run in `home`: its commands between their markers, where the journal says. */
export async function tellRecordings(home: string, events: readonly JournalEvent[]): Promise<void> {
  const [run = ''] = await readdir(path.join(home, 'runs'));
  const dir = path.join(home, 'runs', run, 'recordings');
  await mkdir(dir, { recursive: true });
  const commands = events.flatMap(({ body }) => (body.kind === 'command-ended' ? [body.command] : []));
  const texts = new Map<string, string>();
  for (const command of commands) {
    const { terminal, startedAt, recordedFrom } = command;
    if (startedAt === null || recordedFrom === undefined) continue;
    const zero = Math.round((startedAt - recordedFrom * 1_000) / 1_000) * 1_000;
    const header = formatCastHeader({ columns: 80, rows: 24, startedAt: zero, title: terminal, environment: {} });
    texts.set(terminal, `${texts.get(terminal) ?? header}${linesOf(command, recordedFrom)}`);
  }
  for (const [terminal, text] of texts) await writeFile(path.join(dir, `${terminal}.cast`), text);
}

function linesOf({ stepCommand, text, exitCode, sqlState, startedAt, endedAt }: CommandRecord, from: number): string {
  const took = Math.max(0.2, ((endedAt ?? 0) - (startedAt ?? 0)) / 1_000);
  const events = [
    { seconds: from, code: 'o', data: `$ ${text}\r\n` },
    { seconds: from, code: 'm', data: formatMarkLabel({ kind: 'command-begun', stepCommand, text }) },
    { seconds: from + 0.1, code: 'o', data: `the output of ${text}\r\n` },
    {
      seconds: from + took,
      code: 'm',
      data: formatMarkLabel({ kind: 'command-ended', stepCommand, exitCode, sqlState }),
    },
  ];
  return events.map(formatCastEvent).join('');
}
