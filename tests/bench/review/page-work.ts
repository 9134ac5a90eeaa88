import { readFile, rm } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { parseList, parseRecord } from '#protocol/parse.ts';

/** Ends the watching; the longest works come first. */
export type PageWork = { end(): Promise<readonly number[]> };

/**
 * Watches what the tasks of a page's own thread work, in milliseconds of that thread: the time in which the machine did
 * something else is not counted. Chromium's own trace tells it; it lies in `file` for a moment.
 */
export async function watchPageWork(browser: Browser, page: Page, file: string): Promise<PageWork> {
  await browser.startTracing(page, { path: file, categories: ['toplevel', '__metadata'] });
  return {
    async end() {
      await browser.stopTracing();
      const trace = parseRecord(JSON.parse(await readFile(file, 'utf8')), 'trace');
      await rm(file);
      const events = parseList(trace.traceEvents, 'traceEvents', parseRecord, 10_000_000);
      const threadOf = ({ pid, tid }: (typeof events)[number]) => `${String(pid)} ${String(tid)}`;
      const pages = new Set(
        events
          .filter(({ name, args }) => name === 'thread_name' && parseRecord(args, 'args').name === 'CrRendererMain')
          .map(threadOf),
      );
      const works = events.flatMap((event) => {
        const { name, tdur } = event;
        const mine = name === 'ThreadControllerImpl::RunTask' && pages.has(threadOf(event));
        return mine && typeof tdur === 'number' ? [tdur / 1_000] : [];
      });
      return works.toSorted((one, other) => other - one);
    },
  };
}
