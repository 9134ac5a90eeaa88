import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parseJournalEvent } from '#protocol/journal-parse.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import { parseInteger, parseRecord, parseString } from '#protocol/parse.ts';
import { toPicture } from '#protocol/picture.ts';
import { explain } from '#protocol/why.ts';
import { toReports } from '#protocol/witness-reports.ts';

/**
 * The journal of a real cluster from `docker compose up` through `docker kill` of the leader till it was whole again,
 * and after it what was drawn live behind the event of each number, with the headline of «Почему так?».
 */
const recording = new URL('recorded-failover.jsonl', import.meta.url);

it('a replayed journal draws the picture that was drawn live', async () => {
  const lines = (await readFile(recording, 'utf8')).trim().split('\n');
  const events: JournalEvent[] = [];
  const live: { seq: number; headline: string; picture: unknown }[] = [];
  for (const line of lines) {
    const parsed: unknown = JSON.parse(line);
    const raw = parseRecord(parsed, 'line');
    if (raw.live === undefined) events.push(parseJournalEvent(raw));
    else {
      const { seq, headline, picture } = parseRecord(raw.live, 'live');
      live.push({
        seq: parseInteger(seq, 'seq', 1, Number.MAX_SAFE_INTEGER),
        headline: parseString(headline, 'headline'),
        picture,
      });
    }
  }
  expect(live.length).toBeGreaterThan(10);
  for (const { seq, headline, picture } of live) {
    const past = events.filter((event) => event.seq <= seq);
    const reports = toReports(past);
    expect(toPicture(reports), headline).toEqual(picture);
    expect(explain(reports, past.at(-1)?.at ?? 0)[0]?.headline).toBe(headline);
  }
});
