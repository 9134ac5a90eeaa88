import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { toFaultRecords } from '#protocol/fault-records.ts';
import type { FaultEvent } from '#protocol/fault.ts';
import { parseJournalEvent } from '#protocol/journal-parse.ts';
import type { JournalEvent } from '#protocol/journal.ts';
import { createRecogniser } from '../../../server/faults/recogniser.ts';

/** Timelines of real runs, as `GET /api/run/timeline` gave them: each with the faults of its name, undone and read back. */
const folder = path.join(import.meta.dirname, 'journals');

async function readJournal(name: string): Promise<JournalEvent[]> {
  const [, ...lines] = (await readFile(path.join(folder, name), 'utf8')).trim().split('\n');
  return lines.map((line) => parseJournalEvent(JSON.parse(line)));
}

const journals = await Promise.all(
  (await readdir(folder)).map(async (name) => ({ name: path.parse(name).name, events: await readJournal(name) })),
);

describe.each(journals)('in the journal $name', ({ events }) => {
  const records = toFaultRecords(events);

  test('the same faults are recognised as were then', () => {
    const recogniser = createRecogniser();
    const found: FaultEvent[] = [];
    const told = events.flatMap(({ body }) => (body.kind === 'fault' ? [body] : []));
    for (const event of events) if (event.body.kind !== 'fault') found.push(...recogniser.add(event));
    expect(found.map((fault) => ({ kind: 'fault', ...fault }))).toEqual(told);
  });

  test.each(records)('$fault was measured and undone', (record) => {
    const { outage, readBackFrom, undoneAt, healthyAt, splitBrain } = record;
    expect(outage?.firstAckAfter).toBeGreaterThan(outage?.lastAckBefore ?? Infinity);
    expect(readBackFrom).toHaveLength(2);
    expect(healthyAt).toBeGreaterThanOrEqual(undoneAt ?? Infinity);
    expect(splitBrain).toEqual([]);
  });

  test('nothing is lost that synchronous mode keeps', () => {
    const kept = records.filter(({ timings }) => timings.synchronousMode === true);
    expect(kept.map(({ lost }) => lost)).toEqual(kept.map(() => 0));
  });

  test.each(records)('the phases of $fault fill the outage in order', ({ phases, outage }) => {
    expect(phases[0]?.from).toBe(outage?.lastAckBefore);
    expect(phases.at(-1)?.to).toBe(outage?.firstAckAfter);
    for (const [index, phase] of phases.entries()) {
      expect(phase.to).toBeGreaterThan(phase.from);
      expect(phase.from).toBe(phases[index - 1]?.to ?? outage?.lastAckBefore);
      for (const seq of phase.evidence) expect(events.some((event) => event.seq === seq)).toBe(true);
    }
    const order = ['detect', 'heal', 'elect', 'route', 'answer'];
    const places = phases.map(({ name }) => order.indexOf(name));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('what no setting ends lasts until the undo', () => {
    const endless = records.filter(({ expected }) => expected.total === null);
    for (const { fault } of endless) expect(['zookeeper', 'replica-first']).toContain(fault);
  });

  const bounded = records.filter(({ expected }) => expected.total !== null);

  test.each(bounded)('$fault lasted as long as its settings let one expect', ({ expected, outage, beganAt }) => {
    const took = (outage?.firstAckAfter ?? 0) - beganAt;
    expect(took).toBeGreaterThanOrEqual(expected.total?.min ?? Infinity);
    expect(took).toBeLessThanOrEqual(expected.total?.max ?? 0);
  });
});
