import type { BrowserContext, Page } from 'playwright-core';
import { parseList, parseRecord, parseString } from '#protocol/parse.ts';

/** What has moved on a page by itself: Chromium's score, and a line a shift. */
export type Shifts = { readonly score: number; readonly lines: readonly string[] };

/** Begins to count what moves on each page of a context, from its first paint on. */
export async function countShifts(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const sum: { score: number; lines: string[] } = { score: 0, lines: [] };
    Object.assign(globalThis, { layoutShifts: sum });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (!('value' in entry) || typeof entry.value !== 'number') continue;
        // What follows a click or a key is what the reader asked for.
        if ('hadRecentInput' in entry && entry.hadRecentInput === true) continue;
        const sources: unknown[] = 'sources' in entry && Array.isArray(entry.sources) ? entry.sources : [];
        const names = sources.map((source) => {
          const node: unknown = typeof source === 'object' && source !== null && 'node' in source && source.node;
          return node instanceof Element ? `${node.localName}.${node.getAttribute('class') ?? ''}` : '?';
        });
        sum.score += entry.value;
        sum.lines.push(`${entry.value.toFixed(4)} ${names.join(', ')}`);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** What has moved until two more frames are drawn. */
export async function shiftsOf(page: Page): Promise<Shifts> {
  const counted: unknown = await page.evaluate(async () => {
    await new Promise((resolve) => {
      requestAnimationFrame(() => requestAnimationFrame(resolve));
    });
    return Reflect.get(globalThis, 'layoutShifts') as unknown;
  });
  const { score, lines } = parseRecord(counted, 'shifts');
  return { score: Number(score), lines: parseList(lines, 'lines', parseString) };
}
