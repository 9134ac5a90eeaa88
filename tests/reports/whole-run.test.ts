import { expect, test } from 'vitest';
import { openArchive } from '#bundle/archive.ts';
import { openBundle } from '#bundle/open-bundle.ts';
import { judgeClaims } from '#checks/claims/judge-claims.ts';
import { makeReferenceHome } from './reference-home.ts';
import { makeHome, openLab, token } from './open-lab.ts';

test('a whole real run keeps its events, its recordings and its claims on the way into a report and out of it', async () => {
  await using home = await makeHome();
  await makeReferenceHome(home.path);
  await using lab = await openLab(home.path);
  const claims = await lab.ask('GET', '/claims');
  const response = await fetch(`${lab.url}/api/report`, { headers: { Authorization: `Bearer ${token}` } });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { events, integrity, manifest, recordings } = openBundle(bytes);
  expect(integrity).toMatchObject({ state: 'intact', problems: [] });
  expect(events.length).toBe(manifest.journal.lastSeq);
  expect([...recordings.keys()].sort()).toEqual(['client', 'leader', 'main', 'old-leader', 'replica']);
  const judged = judgeClaims(events);
  expect(JSON.parse(JSON.stringify(judged))).toEqual(claims);
  expect(judged.filter(({ state }) => state === 'shown').length).toBeGreaterThan(10);
  const figures = openArchive(bytes).paths.filter((name) => name.startsWith('ReportPhoto/'));
  expect(figures.length).toBeGreaterThanOrEqual(15);
});

test('a journal that is edited in a report takes the claim with it', async () => {
  await using home = await makeHome();
  await makeReferenceHome(home.path);
  await using lab = await openLab(home.path);
  const response = await fetch(`${lab.url}/api/report`, { headers: { Authorization: `Bearer ${token}` } });
  const { events } = openBundle(new Uint8Array(await response.arrayBuffer()));
  const shown = (of: typeof events) => judgeClaims(of).flatMap(({ id, state }) => (state === 'shown' ? [id] : []));
  const without = events.filter(({ body }) => body.kind !== 'probe-batch' && body.kind !== 'fact');
  expect(shown(without).length).toBeLessThan(shown(events).length);
});
