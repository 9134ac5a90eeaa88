import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ClaimResult } from '#checks/claims/claim.ts';
import { formatCastEvent, formatCastHeader } from '#protocol/cast.ts';
import type { CommandRecord } from '#protocol/command.ts';
import { parseJournalEvent } from '#protocol/journal-parse.ts';
import type { EventBody, JournalEvent } from '#protocol/journal.ts';
import { readSteps } from '../../../server/run/read-steps.ts';
import { readOriginals } from '../../../server/workspace/originals.ts';
import type { ReportSource } from '../../../server/report/report-source.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const [steps, originals] = await Promise.all([
  readSteps(path.join(repository, 'src/content/steps')),
  readOriginals(path.join(repository, 'lab-files')),
]);

export const startedAt = Date.UTC(2026, 10, 28, 0, 50);

/** A run in which nothing was done; what is given stands instead. */
export function reportSource(parts: Partial<ReportSource> = {}): ReportSource {
  return {
    run: '2026-11-28-0123abcd',
    author: { name: 'Анна Ковалёва', group: 'P4116' },
    startedAt,
    exportedAt: startedAt + 3_600_000,
    events: [],
    claims: [],
    recordings: new Map(),
    files: [],
    originals,
    outputs: new Map(),
    steps,
    versions: { lab: '0.1.0', engine: '27.3.1', compose: '2.29.7', patroni: ['4.1.5'], images: [] },
    ...parts,
  };
}

/** Events with their places, a second apart. */
export function journalOf(...bodies: readonly EventBody[]): JournalEvent[] {
  return bodies.map((body, index) => ({ seq: index + 1, at: startedAt + index * 1_000, body }));
}

/** A command that ran for a second and succeeded. */
export function ranCommand(stepCommand: string | null, parts: Partial<CommandRecord> = {}): CommandRecord {
  return {
    id: `run-of-${stepCommand ?? 'nothing'}`,
    terminal: 'main',
    kind: 'shell',
    text: 'docker compose ps',
    stepCommand,
    state: 'ended',
    exitCode: 0,
    sqlState: null,
    startedAt: startedAt + 2_000,
    endedAt: startedAt + 3_000,
    recordedFrom: 2,
    ...parts,
  };
}

/** The end of a command, as the journal tells it. */
export function endOf(command: CommandRecord): EventBody {
  return { kind: 'command-ended', command };
}

/** A recording of a terminal: pieces of output and marks at their seconds. */
export function castOf(
  pieces: readonly (readonly [seconds: number, code: 'o' | 'm' | 'r', data: string])[],
  size = { columns: 80, rows: 24 },
): string {
  const header = formatCastHeader({ ...size, startedAt, title: 'main', environment: {} });
  return header + pieces.map(([seconds, code, data]) => formatCastEvent({ seconds, code, data })).join('');
}

/** A claim that is shown, at a second of a recording. */
export function shownClaim(step: string, sentence: string): ClaimResult {
  return {
    id: `${step}-claim`,
    step,
    state: 'shown',
    sentence,
    why: null,
    evidence: [
      { seq: 7, at: startedAt + 2_500, label: 'вывод команды', recording: { terminal: 'main', seconds: 2.5 } },
    ],
  };
}

/** The journal of a real run with these faults. */
export async function realJournal(name: string): Promise<JournalEvent[]> {
  const text = await readFile(path.join(import.meta.dirname, '../faults/journals', `${name}.ndjson`), 'utf8');
  const [, ...lines] = text.trim().split('\n');
  return lines.map((line) => parseJournalEvent(JSON.parse(line)));
}
