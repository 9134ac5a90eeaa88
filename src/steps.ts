import { getCollection, type CollectionEntry } from 'astro:content';
import type { Step } from '#protocol/step.ts';

/** A step with its entry in the collection. */
export type StepEntry = { readonly step: Step; readonly entry: CollectionEntry<'steps'> };

/** All steps of the lab in their order, without the title page. */
export async function loadSteps(): Promise<StepEntry[]> {
  const entries = await getCollection('steps');
  return entries
    .map((entry) => ({ step: { id: entry.id, ...entry.data }, entry }))
    .filter(({ step }) => step.part > 0)
    .sort((a, b) => a.step.order - b.step.order);
}

/**
 * The step whose page is being built: `currentStep(Astro.locals)` in a component that an MDX file uses.
 * @throws Error outside a step page
 */
export function currentStep(locals: App.Locals): Step {
  if (locals.step === undefined) throw new Error('This component works on a step page only');
  return locals.step;
}
