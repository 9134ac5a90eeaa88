import { typographRussian } from '#protocol/words/typography.ts';
import type { Stretch } from '#protocol/words/inline-code.ts';
import { html, type Markup } from '../markup.ts';

/** A Russian text with its dashes and short words bound to their neighbours. */
export function prose(text: string): string {
  return typographRussian(text);
}

/** The report's own words with code in them. */
export function wordsOf(words: readonly Stretch[]): Markup {
  return html`${words.map(({ code, text }) => (code ? html`<code>${text}</code>` : prose(text)))}`;
}
