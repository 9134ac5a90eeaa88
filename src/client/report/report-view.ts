import type { ClaimEvidence, ClaimResult } from '#checks/claims/claim.ts';
import type { RunState } from '#protocol/run.ts';
import { plural } from '#protocol/words/plural.ts';

/** The best place first: one that a recording shows, then those that only the journal tells. */
export function inOrderOfSight(evidence: readonly ClaimEvidence[]): readonly ClaimEvidence[] {
  return [...evidence.filter(({ recording }) => recording), ...evidence.filter(({ recording }) => !recording)];
}

/** «Показано 21 из 29 утверждений». */
export function claimsText(claims: readonly Pick<ClaimResult, 'state'>[]): string {
  const shown = claims.filter(({ state }) => state === 'shown').length;
  return `Показано ${shown} из ${plural(claims.length, 'утверждения', 'утверждений', 'утверждений')}`;
}

/** Which questions of the lab have an own answer. */
export function answered(questions: readonly string[], answers: RunState['answers']): ReadonlySet<string> {
  return new Set(questions.filter((id) => (answers[id]?.text ?? '').trim() !== ''));
}

/** What a report made now would lack, in a sentence; null when it lacks nothing that a student writes. */
export function missingText(state: Pick<RunState, 'author' | 'answers'>, questions: readonly string[]): string | null {
  const unanswered = questions.length - answered(questions, state.answers).size;
  const lacks = [
    ...(state.author === null ? ['имени'] : []),
    ...(unanswered > 0 ? [plural(unanswered, 'ответа', 'ответов', 'ответов')] : []),
  ];
  return lacks.length === 0 ? null : `В отчёте пока не хватает ${lacks.join(' и ')}.`;
}

/** A part of an answer that tells it from others. */
export function beginningOf(answer: string): string {
  const line = answer.trim().replaceAll(/\s+/g, ' ');
  return line.length > 140 ? `${line.slice(0, 139).trimEnd()}…` : line;
}
