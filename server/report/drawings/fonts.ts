import type { Paint } from './paint.ts';

/** The typeface of a drawing's words: in a picture the one that comes along, in a document the reader's own. */
export function drawingFont({ kind }: Paint): string {
  return kind === 'picture' ? 'JetBrains Mono' : "'Golos Text', system-ui, 'Segoe UI', Roboto, Arial, sans-serif";
}

/** How wide a text is at most, in the widest of these typefaces. */
export function textWidth(text: string, size: number): number {
  return text.length * size * 0.6;
}
