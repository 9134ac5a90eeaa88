import type { RunState } from '#protocol/run.ts';

/** How far a step is: `none` where it has nothing to prove. */
export type StepMark = 'none' | 'open' | 'partly' | 'done';

/** A step's mark by the checks that ever passed and the questions whose model answer was opened after an own one. */
export function markStep(
  step: { readonly checks: readonly string[]; readonly questions: readonly string[] },
  state: RunState | null,
): StepMark {
  const all = step.checks.length + step.questions.length;
  if (all === 0) return 'none';
  if (state === null) return 'open';
  const done =
    step.checks.filter((id) => state.everPassed.includes(id)).length +
    step.questions.filter((id) => state.answers[id]?.opened === true).length;
  return done === all ? 'done' : done === 0 ? 'open' : 'partly';
}
