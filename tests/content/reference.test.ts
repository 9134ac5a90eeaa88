import { glob, readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { judgeClaims } from '#checks/claims/judge-claims.ts';
import { toFaultRecords } from '#protocol/fault-records.ts';
import { faultNames } from '#protocol/fault.ts';
import { parseJournalEvent } from '#protocol/journal-parse.ts';
import { parseMarkLabel } from '#protocol/recording.ts';
import { parseReferenceInfo, parseReferenceStep } from '#protocol/reference.ts';
import { readCast } from '../../src/client/replay/read-cast.ts';
import { stretchOfCommand } from '../../src/client/replay/stretch.ts';
import { componentsIn, readPages, repository } from './pages.ts';

const folder = path.join(repository, 'public/reference');
const read = (name: string) => readFile(path.join(folder, name), 'utf8');
const readJson = async (name: string): Promise<unknown> => JSON.parse(await read(name));

const names = (await Array.fromAsync(glob('**/*.*', { cwd: folder }))).toSorted();
const pages = (await readPages()).filter(({ step }) => step.part > 0);
const info = parseReferenceInfo(await readJson('info.json'));
const casts = new Map(
  await Promise.all(
    info.recordings.map(
      async ({ terminal }) => [terminal, readCast(await read(`recordings/${terminal}.cast`))] as const,
    ),
  ),
);

const readEvents = async () =>
  (await read('journal.ndjson'))
    .trim()
    .split('\n')
    .map((line) => parseJournalEvent(JSON.parse(line)));

/** Hosts that an output may name: everybody's, and those that stand for somebody's own. */
const hosts =
  /^(?:deb\.debian\.org|docs\.docker\.com|pypi\.org|files\.pythonhosted\.org|localhost|pg-master|pg-slave|zoo|postgres_entrypoint|mirror-\d+\.example)$/;

describe('the reference run', () => {
  test('is at most 3 MiB, and nothing but what the pages read', async () => {
    const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(folder, name))).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(3 * 1024 * 1024);
    expect(names).toEqual(
      [
        'info.json',
        'journal.ndjson',
        ...info.recordings.map(({ terminal }) => `recordings/${terminal}.cast`),
        ...pages.map(({ step }) => `steps/${step.id}.json`),
      ].toSorted(),
    );
  });

  test('has a journal in order that today’s lab reads', async () => {
    const events = await readEvents();
    expect(events.length).toBeGreaterThan(500);
    expect(events.map(({ seq }) => seq)).toEqual(events.map(({ seq }) => seq).toSorted((a, b) => a - b));
    expect(events.at(-1)).toMatchObject({ seq: info.lastSeq, at: info.endedAt });
  });

  test('measured every fault, and lost no confirmed row where the lab promises it', async () => {
    const events = await readEvents();
    const records = toFaultRecords(events);
    const measured = records.filter(({ probe, outage, lost }) => probe !== null && outage !== null && lost !== null);
    expect(new Set(measured.map(({ fault }) => fault))).toEqual(new Set(faultNames));
    expect(measured.filter(({ prediction }) => prediction === null)).toEqual([]);
    expect(measured.filter(({ lost, timings }) => lost !== 0 && timings.synchronousMode !== false)).toEqual([]);
  });

  test('shows every sentence of the report that a walk can show', async () => {
    const claims = judgeClaims(await readEvents());
    expect(claims.length).toBeGreaterThan(30);
    expect(claims.filter(({ state }) => state !== 'shown').map(({ id }) => id)).toEqual([]);
  });

  test('tells what was left out of it', () => {
    const cuts = info.recordings.reduce((sum, recording) => sum + recording.cuts, 0);
    expect(cuts === 0 ? info.leftOut.bytes : 1).toBe(cuts === 0 ? 0 : 1);
    expect(info.versions).toEqual({
      lab: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      postgres: expect.stringMatching(/^15\./),
      patroni: expect.stringMatching(/^4\./),
    });
  });

  test('carries no folder, machine, user or address of where it was recorded', async () => {
    const found: string[] = [];
    for (const name of names) {
      const text = await read(name);
      const tell = (pattern: RegExp, allowed = /^$/) =>
        found.push(
          ...[...text.matchAll(pattern)].flatMap(([whole, part = whole]) =>
            allowed.test(part) ? [] : `${name}: ${whole}`,
          ),
        );
      tell(/\/(?:work|workspaces|srv|mnt|Users)\/[^\s"\\]*/g);
      tell(/\/home\/(?!student\b)[^\s"\\]*/g);
      tell(/\/tmp\/(?!pip-)[^\s"\\]*/g);
      tell(/[A-Za-z]:\\\\Users/g);
      tell(/https?:\/\/(?:[^\s"\\@/]*@)?([^\s"\\/:'’»)]+)/g, hosts);
      tell(
        /\b(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})\b(?!\.\d)/g,
        /^(?:127\.|10\.|172\.(?:1[6-9]|2\d|3[01])\.|0\.0\.0\.0$)/,
      );
      tell(/\b[\w.-]+@[\w-]+(?:\.[\w-]+)*:[~/]/g);
      tell(/(?:PASSWORD|TOKEN|SECRET)=\S+/g);
      const own = hostname();
      if (own.length > 3 && own !== 'localhost') tell(new RegExp(`\\b${own.replaceAll(/\W/g, '\\$&')}\\b`, 'g'));
    }
    expect(found).toEqual([]);
  });
});

describe.each(pages.map((page) => [page.step.id, page] as const))('the recorded step %s', (_, { step, body }) => {
  test('has every command that it asks for, each where its recording begins and ends', async () => {
    const recorded = parseReferenceStep(await readJson(`steps/${step.id}.json`));
    expect(recorded.commands.map(({ record }) => record.stepCommand)).toEqual(
      step.commands.filter(({ optional }) => !optional).map(({ id }) => id),
    );
    const badly = recorded.commands.flatMap(
      ({ record: { terminal, state, text, stepCommand, exitCode, recordedFrom } }) => {
        const cast = casts.get(terminal);
        const stretch = cast && stretchOfCommand(cast, recordedFrom ?? -1);
        const markAt = (index: number | undefined) => parseMarkLabel(cast?.events[index ?? -1]?.data ?? '');
        const [begin, end] = [markAt(stretch?.begin), markAt(stretch?.end)];
        const begins = begin?.kind === 'command-begun' && begin.stepCommand === stepCommand;
        // A \\q ends with the psql around it; a psql that the step leaves open ends somewhere later.
        const ends = end?.kind === 'command-ended' && end.exitCode === exitCode;
        return begins && (state === 'interactive' || (state === 'ended' && ends)) ? [] : text;
      },
    );
    expect(badly).toEqual([]);
  });

  test('has what its figures show', async () => {
    const recorded = parseReferenceStep(await readJson(`steps/${step.id}.json`));
    for (const { of } of componentsIn(body, 'Figure')) {
      const command = recorded.commands.find(({ record }) => record.stepCommand === of);
      expect(command?.output?.length, of).toBeGreaterThan(0);
    }
  });

  test('passed its checks', async () => {
    const recorded = parseReferenceStep(await readJson(`steps/${step.id}.json`));
    expect(recorded.checks.map(({ id, outcome }) => [id, outcome])).toEqual(
      step.checks.map(({ id }) => [id, 'passed']),
    );
  });
});
