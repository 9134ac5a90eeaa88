import { describe, expect, test } from 'vitest';
import { openArchive } from '#bundle/archive.ts';
import { BundleError } from '#bundle/bundle-error.ts';
import type { Integrity } from '#bundle/bundle.ts';
import { keyIdOf, publicKeyOf } from '#bundle/ed25519.ts';
import { openBundle } from '#bundle/open-bundle.ts';
import { anotherKey, buildReport, someKey } from './build-report.ts';
import { recordedRun } from './recorded-run.ts';
import { changeFile, changeLines, flipBit } from './tamper.ts';
import { createDice } from '../unit/recording/dice.ts';

const whole = recordedRun('stop-and-switchover');
/** Hundreds of them are opened: one checkpoint has to do. */
const small = { ...recordedRun('stop-and-switchover', 60), checkpointsAt: [] };
const report = buildReport(whole);
const journal = 'run/journal.ndjson';
/** How the files are spoken of that have a reader of their own. */
const places: Readonly<Record<string, RegExp>> = {
  [journal]: /событие \d+ изменено|строка \d+ журнала/,
  'run/checkpoints.ndjson': /контрольная точка \d/,
  'run/manifest.json': /run\/manifest\.json не т/,
  'run/manifest.sig': /подпись не подходит|run\/manifest\.sig/,
};

/** What is said of a report; a refusal to open it counts as saying it. */
function judge(bytes: Uint8Array): Pick<Integrity, 'state' | 'problems'> {
  try {
    return openBundle(bytes).integrity;
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    return { state: 'changed', problems: [error.message] };
  }
}

function judgeJournal(change: (lines: string[]) => string[]) {
  return judge(changeFile(report, journal, changeLines(change)));
}

test('a report that nobody changed is intact, and says whose key signed it', () => {
  const { integrity, events, marks, manifest } = openBundle(report);
  expect(integrity).toMatchObject({ state: 'intact', problems: [], redacted: 0, signedBy: 'installation' });
  expect(integrity.key).toBe(keyIdOf(publicKeyOf(someKey)));
  expect(events.map(({ at, body }) => ({ at, body }))).toEqual(whole.events);
  expect(marks.get(manifest.journal.lastSeq)).toBe(manifest.journal.head);
});

test('events of a later version are left out and counted, and stand in the chain', () => {
  const later = { at: (whole.events.at(-1)?.at ?? 0) + 1, json: '{"kind":"of-a-later-version","rows":[1,{"a":null}]}' };
  const spoiled = { at: later.at, json: '{"kind":"step-opened"}' };
  const { integrity, events } = openBundle(buildReport({ ...whole, events: [...whole.events, later, spoiled] }));
  expect(integrity).toMatchObject({ state: 'intact', skipped: { unknownKind: 1, unreadable: 1 } });
  expect(events).toHaveLength(whole.events.length);
});

describe('E1: one bit the other way round', () => {
  test('anywhere in the archive is found, and the place is told', { timeout: 120_000 }, () => {
    const bytes = buildReport(small);
    const dice = createDice(1);
    for (let round = 0; round < 600; round += 1) {
      const bit = dice.below(bytes.length * 8);
      const { state, problems } = judge(flipBit(bytes, bit));
      expect(state, `bit ${bit}`).not.toBe('intact');
      expect(problems.join(), `bit ${bit}`).toMatch(/файл|событи|архив|подпись|подписан|точк|журнал/i);
    }
  });

  test('in what comes last, signature and list of files, is found everywhere', { timeout: 120_000 }, () => {
    const bytes = buildReport(small);
    const last = bytes.length - 900;
    for (let bit = last * 8; bit < bytes.length * 8; bit += 11) {
      expect(judge(flipBit(bytes, bit)).state, `bit ${bit}`).not.toBe('intact');
    }
  });

  test.each(openArchive(report).paths)('in %s is found there', (path) => {
    const changed = changeFile(report, path, (content) => flipBit(content, Math.floor(content.length / 2) * 8));
    const { state, problems } = judge(changed);
    expect(state).toBe('changed');
    const place = places[path] ?? path;
    expect(problems.join()).toMatch(place);
  });

  test('in the body of a hidden event is found, though its hash says nothing', () => {
    const hidden = buildReport({ ...whole, hidden: new Set([30]) });
    expect(openBundle(hidden).integrity).toMatchObject({ state: 'intact', redacted: 1 });
    const changed = changeFile(
      hidden,
      journal,
      changeLines((lines) => lines.with(29, (lines[29] ?? '').replace('"body":{', '"body":{ '))),
    );
    expect(judge(changed)).toMatchObject({ state: 'changed', problems: [`файл ${journal} не тот`] });
  });
});

describe('E2: an event', () => {
  test('that is deleted is missed', () => {
    const { state, problems } = judgeJournal((lines) => lines.toSpliced(41, 1));
    expect({ state, problems }).toEqual({ state: 'changed', problems: ['события 42 нет'] });
  });

  test('that stands in another place is found', () => {
    const { state, problems } = judgeJournal((lines) => lines.with(9, lines[10] ?? '').with(10, lines[9] ?? ''));
    expect(state).toBe('changed');
    expect(problems).toContain('событие 10 повторено или стоит не на своём месте');
  });

  test('that stands there twice is found, and counts once', () => {
    const twice = changeFile(
      report,
      journal,
      changeLines((lines) => lines.toSpliced(12, 0, lines[11] ?? '')),
    );
    expect(judge(twice).problems).toContain('событие 12 повторено или стоит не на своём месте');
    expect(openBundle(twice).events).toHaveLength(whole.events.length);
  });

  test('that is put in and counted is found, and so is everything behind it', () => {
    const { state, problems } = judgeJournal((lines) => [
      ...lines.slice(0, 20),
      (lines[19] ?? '').replace('"seq":20', '"seq":21'),
      ...lines.slice(20).map((line, index) => line.replace(/^\{"seq":\d+/, `{"seq":${index + 22}`)),
    ]);
    expect(state).toBe('changed');
    expect(problems[0]).toBe('событие 21 изменено');
    expect(problems.at(-1)).toMatch(/и ещё таких мест: \d+/);
  });

  test('that says something else is found', () => {
    const { problems } = judgeJournal((lines) =>
      lines.map((line, index) => (index === 20 ? line.replace('"body":{"', '"body":{ "') : line)),
    );
    expect(problems).toEqual(['событие 21 изменено']);
  });
});

describe('E3: a journal that is cut off', () => {
  test('is incomplete after its last checkpoint', () => {
    const { state, problems } = judgeJournal((lines) => lines.slice(0, 120));
    expect(state).toBe('incomplete');
    expect(problems).toEqual([
      `после события 120 записи обрываются, а всего их было не меньше ${whole.events.length}: отчёт неполный после контрольной точки 3`,
    ]);
  });

  test('in the middle of a line is incomplete there', () => {
    const cut = changeFile(report, journal, (content) => content.subarray(0, content.length - 40));
    expect(judge(cut).state).toBe('incomplete');
    expect(judge(cut).problems.join()).toContain('обрывается');
  });

  test('and was signed anew with this very key is given away by its checkpoints', () => {
    const cut = buildReport({
      ...whole,
      editLines: (lines) => lines.slice(0, 120),
      editManifest: (manifest) => ({ ...manifest, journal: { lastSeq: 120, head: headOf(120) } }),
    });
    expect(judge(cut)).toMatchObject({ state: 'incomplete' });
    expect(judge(cut).problems.join()).toContain('отчёт неполный после контрольной точки 3');
  });

  test('with the archive around it is refused in a sentence', () => {
    expect(judge(report.subarray(0, report.length - 10)).problems.join()).toMatch(/не похож на zip|не до конца/);
  });
});

function headOf(seq: number): string {
  return openBundle(buildReport({ ...whole, events: whole.events.slice(0, seq) })).manifest.journal.head;
}

describe('E4: a signature', () => {
  const hex = (secret: Uint8Array) => Buffer.from(publicKeyOf(secret)).toString('hex');

  test('of another key over the same journal does not fit the checkpoints of the run', () => {
    const signedAnew = buildReport({
      ...whole,
      secret: anotherKey,
      editCheckpoints: () => checkpointsOf(report),
    });
    const { state, problems } = judge(signedAnew);
    expect(state).toBe('changed');
    expect(problems[0]).toMatch(/^контрольная точка 1 .* подписана другим ключом$/);
  });

  test('of another key that is not the one of the manifest does not fit', () => {
    const signedAnew = buildReport({
      ...whole,
      secret: anotherKey,
      editCheckpoints: () => checkpointsOf(report),
      editManifest: (manifest) => ({ ...manifest, keys: { ...manifest.keys, checkpoints: hex(someKey) } }),
    });
    expect(judge(signedAnew).problems).toContain('подпись не подходит: во время прохождения подписывал другой ключ');
  });

  test('of an unknown key over a journal that is all new is found by whoever knows the right key', () => {
    const forged = buildReport({ ...whole, secret: anotherKey, workshop: anotherKey });
    const known = [{ publicKey: hex(someKey), name: 'мастерская', from: null, until: null }];
    expect(openBundle(forged).integrity.state).toBe('intact');
    expect(openBundle(forged, known).integrity.problems.join()).toContain('подписано незнакомым ключом');
  });

  test('of an old key is found after its rotation', () => {
    const { exportedAt } = openBundle(report).manifest;
    const key = { publicKey: hex(someKey), name: 'осень', from: null, until: exportedAt - 1 };
    expect(openBundle(report, [{ ...key, until: exportedAt }]).integrity.state).toBe('intact');
    expect(openBundle(report, [key]).integrity.problems).toEqual([
      'подписано ключом «осень», который в это время не действовал',
    ]);
  });

  test('of an old key does not pass by setting the clock back', () => {
    const lastAt = whole.events.at(-1)?.at ?? 0;
    const key = { publicKey: hex(someKey), name: 'осень', from: null, until: lastAt - 10_000 };
    const back = buildReport({ ...whole, exportedAt: lastAt - 20_000 });
    expect(openBundle(back, [key]).integrity.problems).toEqual([
      'часы переведены назад: отчёт помечен временем раньше последнего события',
    ]);
  });

  test('over events whose clock runs backwards does not make them right', () => {
    const events = whole.events.map((event, index) => (index === 40 ? { ...event, at: event.at - 3_600_000 } : event));
    expect(judge(buildReport({ ...whole, events })).problems).toContain('у события 41 часы идут назад');
  });

  test('that is missing leaves it open what was changed', () => {
    const unsigned = changeFile(report, 'run/manifest.sig', () => null);
    expect(judge(unsigned).state).toBe('unsigned');
  });

  test('of a workshop is told from that of the student’s own machine', () => {
    const { integrity } = openBundle(buildReport({ ...whole, workshop: anotherKey }));
    expect(integrity).toMatchObject({ state: 'intact', signedBy: 'workshop', signer: hex(anotherKey) });
  });
});

function checkpointsOf(bytes: Uint8Array): string[] {
  const text = Buffer.from(openArchive(bytes).read('run/checkpoints.ndjson', 1 << 20)).toString('utf8');
  return text.trim().split('\n');
}

describe('an archive', () => {
  test('that was unpacked and packed again is told from the one that the lab made', () => {
    const again = changeFile(report, 'README.md', (content) => content);
    expect(judge(again).state).toBe('changed');
    expect(judge(again).problems).toEqual([expect.stringContaining('запаковали заново')]);
  });

  test('with a file more, or one less, is told from the one that was signed', () => {
    expect(judge(changeFile(report, 'README.md', () => null)).problems).toContain('файла README.md нет');
  });
});
