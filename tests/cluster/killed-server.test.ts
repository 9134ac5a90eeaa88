import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { toFaultRecords } from '#protocol/fault-records.ts';
import { toStrip } from '#protocol/strip.ts';
import { createLabClient, poll } from '../../server/solve/lab-client.ts';
import { solve } from '../../server/solve/solve.ts';
import { processToken, startServerProcess, type ServerProcess } from '../server-process.ts';
import { fetchTimeline } from '../timeline.ts';
import { waitFor } from '../wait-for.ts';

/** A page that only listens: while its stream is open, the server watches the witnesses. */
function openPage({ url }: ServerProcess): Disposable {
  const left = new AbortController();
  // It ends with the server or with the page, and both are meant.
  void listen(`${url}/api/run/events?from=0`, left.signal).catch(() => undefined);
  return { [Symbol.dispose]: () => left.abort() };
}

async function listen(address: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(address, { headers: { Authorization: `Bearer ${processToken}` }, signal });
  for await (const chunk of response.body ?? []) void chunk;
}

async function reset({ url }: ServerProcess): Promise<void> {
  const response = await fetch(`${url}/api/run/reset`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${processToken}`, 'Content-Type': 'application/json' },
    body: '{}',
  });
  expect(response.status).toBe(200);
}

it('a server killed in the middle of a failover leaves a strip that is whole but for a gap', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'lab-killed-'));
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rm(home, { recursive: true, force: true }));
  const first = cleanup.use(await startServerProcess(home));
  const lab = { url: first.url ?? '', token: processToken };
  const client = createLabClient(lab);
  const lines: string[] = [];
  const { failed } = await solve({ client, until: 'through-haproxy', print: (line) => lines.push(line) });
  expect(failed, lines.join('\n')).toEqual([]);

  using _page = openPage(first);
  const steps = await client.steps();
  const fault = steps.find(({ id }) => id === 'fault-kill')?.commands.find(({ role }) => role === 'fault');
  if (fault === undefined) throw new Error('fault-kill has no command that is the fault');
  const begun = await poll(
    () => client.startCommand(fault.terminal, { ...fault, interrupt: true }),
    (answer) => 'id' in answer,
    { within: 120_000, every: 500 },
  );
  expect(begun).toHaveProperty('id');
  await waitFor('the fault in the journal', async () => toFaultRecords(await fetchTimeline(lab)).length > 0, {
    within: 20_000,
    every: 250,
  });
  await first.end('SIGKILL');

  const second = cleanup.use(await startServerProcess(home));
  cleanup.defer(() => reset(second));
  const again = { url: second.url ?? '', token: processToken };
  using _again = openPage(second);
  // The session of the killed leader ends after some thirty seconds, the new server is long awake by then.
  await waitFor(
    'the new leader in the journal',
    async () => {
      const [record] = toFaultRecords(await fetchTimeline(again));
      return record !== undefined && record.leaderAfter !== null && record.leaderAfter !== record.leaderBefore;
    },
    { within: 90_000, every: 500 },
  );

  const events = await fetchTimeline(again);
  expect(events.map(({ seq }) => seq)).toEqual([...new Set(events.map(({ seq }) => seq))].toSorted((a, b) => a - b));
  const { rows, starts } = toStrip(events);
  const restart = starts.at(-1)?.at ?? 0;
  for (const { witness, segments } of rows) {
    const gap = segments.find(({ says, to }) => says === 'unwatched' && to !== null && to >= restart);
    expect(gap, `${witness} has a gap before the new server`).toBeDefined();
    expect(gap?.from).toBeLessThan(restart);
    // Before and after the gap it says something, and nothing overlaps.
    expect(segments.some(({ says, from }) => says !== 'unwatched' && from < (gap?.from ?? 0))).toBe(true);
    expect(segments.some(({ says, from }) => says !== 'unwatched' && from >= (gap?.to ?? Infinity))).toBe(true);
    expect(segments.slice(1).map(({ from }) => from)).toEqual(segments.slice(0, -1).map(({ to }) => to));
  }
  const probes = events.flatMap(({ body }) => (body.kind === 'probe-ended' ? [body.reason] : []));
  expect(probes).toEqual(['server']);
});
