import { loadSteps } from './steps.ts';

const figure = /<Figure\b[^>]*?\bof="([^"]+)"[^>]*>/g;

/** A figure's number in the whole report, counted from 1 in the order of the steps; null where it stands in no text. */
export async function figureNumber(step: string, of: string, photo?: string): Promise<number | null> {
  let number = 0;
  for (const entry of await loadSteps()) {
    for (const [tag, command] of (entry.entry.body ?? '').matchAll(figure)) {
      number += 1;
      const sameStep = entry.step.id === step && command === of;
      if (sameStep && (photo === undefined || tag.includes(`photo="${photo}"`))) return number;
    }
  }
  return null;
}
