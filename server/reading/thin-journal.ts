import type { JournalEvent } from '#protocol/journal.ts';

/**
 * The events that a reader can meet: what the strip, the scheme, the measurements and the checks are made of.
 * Left out is what only the lab itself asks about: shells that opened and closed, files that were saved, hints,
 * and a check's answer that repeats the one before.
 */
export function thinJournal(events: readonly JournalEvent[]): readonly JournalEvent[] {
  const answers = new Map<string, string>();
  return events.filter(({ body }) => {
    switch (body.kind) {
      case 'terminal-opened':
      case 'hint-shown':
      case 'step-opened':
        return false;
      case 'check-result': {
        const answer = JSON.stringify(body.result);
        const repeated = answers.get(body.result.id) === answer;
        answers.set(body.result.id, answer);
        return !repeated;
      }
      default:
        return true;
    }
  });
}
