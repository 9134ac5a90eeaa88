import { describe, expect, it } from 'vitest';
import { parseJournalEvent } from '#protocol/journal-parse.ts';
import { parseReferenceInfo, parseReferenceStep } from '#protocol/reference.ts';
import { createDisguise } from '../../../server/reading/disguise.ts';
import { makeReference } from '../../../server/reading/make-reference.ts';
import type { RecordedRun } from '../../../server/reading/recorded-run.ts';
import { readCast } from '../../../src/client/replay/read-cast.ts';
import { begin, commandOf, dockerTells, end, pass, patroniNames, stepOf, tell } from './story.ts';

const disguise = createDisguise({
  folders: [{ real: '/srv/lab', shown: '/home/student' }],
  host: 'room-17',
  user: 'ivanova',
});
const psql = commandOf('psql', { text: 'psql -h room-17' });
const run: RecordedRun = {
  id: '2026-11-28-abcd',
  events: tell(
    { kind: 'run-started', lab: '1.2.3', project: 'p' },
    { kind: 'server-started', version: '1.2.3' },
    { kind: 'terminal-opened', terminal: 'main' },
    dockerTells(),
    patroniNames('alpha'),
    begin('make'),
    end('make'),
    pass('made'),
    { kind: 'command-started', command: psql },
    pass('connected'),
  ),
  terminals: new Map([
    [
      'main',
      {
        header: { columns: 80, rows: 24, startedAt: 1_000, title: 'main of ivanova', environment: {} },
        events: [
          { seconds: 1, code: 'm', data: '▶ make: make' },
          { seconds: 2, code: 'o', data: 'patroni-4.1.5 in /srv/lab/work\r\n' },
          { seconds: 3, code: 'm', data: '■ make: код 0' },
        ],
      },
    ],
  ]),
  outputs: new Map([
    ['run of make', 'made in /srv/lab/work\non room-17'],
    ['run of psql', 'never shown'],
  ]),
};
const opened = stepOf('connect', ['psql'], ['connected']);
const files = makeReference(run, {
  steps: [
    stepOf('build', ['make'], ['made']),
    { ...opened, commands: opened.commands.map((one) => ({ ...one, opens: 'psql' })) },
  ],
  figures: new Set(['make']),
  ports: new Map([['alpha', '5433']]),
  disguise,
});
const json = (name: string): unknown => JSON.parse(files.get(name) ?? '');

describe('a reference that is made of a run', () => {
  it('has a file for each step, the journal, the recordings, and one that tells of them', () => {
    expect([...files.keys()].toSorted()).toEqual([
      'info.json',
      'journal.ndjson',
      'recordings/main.cast',
      'steps/build.json',
      'steps/connect.json',
    ]);
    expect(parseReferenceInfo(json('info.json'))).toMatchObject({
      run: '2026-11-28-abcd',
      startedAt: 1_000,
      endedAt: 10_000,
      lastSeq: 10,
      versions: { lab: '1.2.3', postgres: null, patroni: '4.1.5' },
      recordings: [{ terminal: 'main', seconds: 3, startedAt: 1_000, cuts: 0 }],
      leftOut: { events: 1, bytes: 0 },
    });
  });

  it('keeps of a step what its page shows: commands, the output of figures, checks, names, witnesses', () => {
    const step = parseReferenceStep(json('steps/build.json'));
    expect(step).toMatchObject({ step: 'build', run: run.id, from: 6_000, until: 8_000 });
    expect(step.commands).toMatchObject([
      { record: { stepCommand: 'make', exitCode: 0 }, output: 'made in /home/student/work\non lab' },
    ]);
    expect(step.checks).toMatchObject([{ id: 'made', outcome: 'passed' }]);
    expect(step.names).toMatchObject([{ at: 6_000, values: { leader: 'alpha', 'leader-port': '5433' } }]);
    expect(step.witnesses.map(({ witness }) => witness)).toEqual(['docker', 'patroni']);
  });

  it('says of a psql that stayed open that it waits, and keeps no output that no figure shows', () => {
    const step = parseReferenceStep(json('steps/connect.json'));
    expect(step.commands).toMatchObject([{ record: { state: 'interactive', text: 'psql -h lab' }, output: null }]);
  });

  it('tells in none of its files of the machine', () => {
    expect([...files].filter(([, text]) => /\/srv|room-17|ivanova/.test(text)).map(([name]) => name)).toEqual([]);
  });

  it('has a journal and recordings that read like any other', () => {
    const lines = (files.get('journal.ndjson') ?? '').trim().split('\n');
    expect(lines.map((line) => parseJournalEvent(JSON.parse(line)).seq)).toEqual([1, 2, 4, 5, 6, 7, 8, 9, 10]);
    expect(readCast(files.get('recordings/main.cast') ?? '').skipped).toBe(0);
  });
});
