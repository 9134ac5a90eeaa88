import { formatHiddenLine, formatJournalLine } from '#bundle/journal-line.ts';
import { parseEventBody } from '#protocol/journal-parse.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import { ParseError } from '#protocol/parse.ts';
import type { Chain } from '../../journal/journal.ts';
import type { Hider } from '../../recording/hide-text.ts';
import { hideInEvent } from './hide-event.ts';
import { createTurns } from './turns.ts';

/** A journal as it leaves the machine. */
export type ExportedJournal = {
  /** `run/journal.ndjson`. */
  readonly text: string;
  /** The events as they stand there: what the report says is said of these. */
  readonly events: readonly JournalEvent[];
  readonly startedAt: number;
  readonly lastAt: number;
};

/** Writes the events up to `lastSeq` with their chain; where something was hidden, the hash stands without its salt. */
export async function exportJournal(chain: Chain, lastSeq: number, hide: Hider): Promise<ExportedJournal> {
  const takeTurns = createTurns();
  const lines: string[] = [];
  const events: JournalEvent[] = [];
  let startedAt: number | null = null;
  let lastAt = 0;
  for (const link of chain.links(1)) {
    const { seq, at } = link;
    if (seq > lastSeq) break;
    const body = hideInEvent(link.body, hide);
    lines.push(
      body === link.body ? formatJournalLine(link, link.hash) : formatHiddenLine({ seq, at, body }, link.hash),
    );
    const parsed = readBody(body);
    if (parsed !== null) events.push({ seq, at, body: parsed });
    startedAt ??= at;
    lastAt = at;
    await takeTurns();
  }
  lines.push('');
  return { text: lines.join('\n'), events, startedAt: startedAt ?? 0, lastAt };
}

/** As whoever opens the report will read it; null for what this version cannot. */
function readBody(body: string) {
  try {
    const value: unknown = JSON.parse(body);
    return parseEventBody(value);
  } catch (error) {
    if (error instanceof ParseError) return null;
    throw error;
  }
}
