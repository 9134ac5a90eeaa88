import type { JournalEvent } from '#protocol/journal.ts';
import type { ReviewStep } from './rubric.ts';

/** A question with what the student answered. */
export type AnsweredQuestion = {
  readonly step: string;
  readonly id: string;
  readonly title: string;
  /** Empty where nothing was answered. */
  readonly text: string;
  /** When it was changed last, milliseconds since the epoch. */
  readonly savedAt: number | null;
  /** When the model answer was opened first. */
  readonly openedAt: number | null;
  /** Whether the answer was changed after the model one was opened. */
  readonly changedAfter: boolean;
};

/** The lab's questions in their order, with the answers of a journal. */
export function answersOf(events: Iterable<JournalEvent>, steps: readonly ReviewStep[]): readonly AnsweredQuestion[] {
  const found = new Map<string, Pick<AnsweredQuestion, 'text' | 'savedAt' | 'openedAt' | 'changedAfter'>>();
  const none = { text: '', savedAt: null, openedAt: null, changedAfter: false };
  for (const { at, body } of events) {
    if (body.kind === 'answer-saved') {
      const known = found.get(body.question) ?? none;
      const changedAfter = known.changedAfter || (known.openedAt !== null && known.text !== body.text);
      found.set(body.question, { ...known, text: body.text, savedAt: at, changedAfter });
    } else if (body.kind === 'answer-opened') {
      const known = found.get(body.question) ?? none;
      found.set(body.question, { ...known, openedAt: known.openedAt ?? at });
    } else if (body.kind === 'run-started') found.clear();
  }
  return steps.flatMap(({ id: step, questions }) =>
    questions.map(({ id, title }) => ({ step, id, title, ...(found.get(id) ?? none) })),
  );
}
