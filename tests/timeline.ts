import type { JournalEvent } from '#protocol/journal.ts';
import { parseJournalEvent } from '#protocol/journal-parse.ts';

/** What the page's time strip and the measurements of a lab are made of, as its server hands it out. */
export async function fetchTimeline(lab: { readonly url: string; readonly token: string }): Promise<JournalEvent[]> {
  const response = await fetch(`${lab.url}/api/run/timeline`, {
    headers: { Authorization: `Bearer ${lab.token}` },
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`GET /api/run/timeline: ${response.status}`);
  const [, ...lines] = (await response.text()).split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const event: unknown = JSON.parse(line);
    return parseJournalEvent(event);
  });
}
