import type { CommandRecord } from '#protocol/command.ts';
import type { ReplaySource } from '../replay/source.ts';
import type { RecordedPage } from './recorded-page.ts';

/** The replay of a command of the recorded run; null where it was not recorded. */
export function sourceInReference(
  { reference, step }: Pick<RecordedPage, 'reference' | 'step'>,
  { terminal, state, recordedFrom: from, startedAt }: CommandRecord,
  title: string,
): ReplaySource | null {
  if (from === undefined || startedAt === null) return null;
  // What was done later in a psql that the step left open belongs to later steps.
  const until = from + Math.max(0, step.until - startedAt) / 1_000;
  return {
    title,
    part: state === 'interactive' ? { kind: 'command', from, until } : { kind: 'command', from },
    load: () => reference.recording(terminal),
  };
}
