import { describe, expect, test } from 'vitest';
import { BundleError } from '#bundle/bundle-error.ts';
import type { Bundle } from '#bundle/bundle.ts';
import { fingerprintOf } from '#bundle/fingerprint.ts';
import { openBundle } from '#bundle/open-bundle.ts';
import { judgeClaims } from '#checks/claims/judge-claims.ts';
import { archives } from './hostile/archives.ts';
import { contents } from './hostile/contents.ts';
import { reportWith } from './hostile/fields.ts';
import { fewHostileReports, hostileReports } from './hostile/hostile-reports.ts';
import { vectors } from './hostile/vectors.ts';

/** Milliseconds of this process's own work in which any report is open or refused, however busy the machine is. */
const deadline = 5_000;

function worked(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** What becomes of a report in the review. */
type Fate = {
  /** Refused in a sentence, read whole, or read with what is wrong told. */
  readonly outcome: 'refused' | 'intact' | 'told';
  readonly took: number;
  readonly bundle: Bundle | null;
  /** What a person reads. */
  readonly words: string;
};

/** Opens a report as the review does; anything but a clear sentence is a mistake of ours, and thrown. */
function open(bytes: Uint8Array): Fate {
  const begun = worked();
  try {
    const bundle = openBundle(bytes);
    fingerprintOf(bundle);
    judgeClaims(bundle.events);
    const { state, problems } = bundle.integrity;
    return {
      outcome: state === 'intact' ? 'intact' : 'told',
      took: worked() - begun,
      bundle,
      words: problems.join('. '),
    };
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    return { outcome: 'refused', took: worked() - begun, bundle: null, words: `${error.message} ${error.hint}` };
  }
}

const russian = /[а-яё]{3}.*[а-яё]{3}/is;

test('B1: there are more than two hundred hostile reports, and enough of them for a browser', () => {
  expect(hostileReports().length).toBeGreaterThan(800);
  expect(fewHostileReports().length).toBeGreaterThan(200);
});

test('B1: a hostile text anywhere opens as text, or is refused in a sentence', { timeout: 60_000 }, () => {
  const fates = fewHostileReports().map(({ name, make }) => ({ name, ...open(make()) }));
  expect(fates.filter(({ took }) => took > deadline)).toEqual([]);
  expect(fates.filter(({ outcome, words }) => outcome !== 'intact' && !russian.test(words))).toEqual([]);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test('B1: a hostile text that is only a text is shown letter by letter', () => {
  const { bundle, outcome } = open(reportWith('answer', vectors.script ?? ''));
  expect(outcome).toBe('intact');
  expect(bundle?.events.at(-1)?.body).toMatchObject({ kind: 'answer-saved', text: vectors.script });
});

/** Sound files that a stranger packed in another way: no trap, and the seal tells it. */
const packedAnew = ['a page before the archive', 'a comment that is a page'];

describe('B2: an archive that is a trap or broken', () => {
  test.each(Object.entries(archives))('%s', { timeout: 30_000 }, (name, make) => {
    const { outcome, took, words } = open(make());
    expect(took).toBeLessThan(deadline);
    expect(outcome).toBe(packedAnew.includes(name) ? 'told' : 'refused');
    expect(words).toMatch(russian);
  });
});

describe('B2: a report whose content is broken or beyond measure', () => {
  test.each(Object.entries(contents))('%s', { timeout: 60_000 }, (_, make) => {
    const { outcome, took, words } = open(make());
    expect(took).toBeLessThan(deadline);
    expect(outcome === 'intact' || russian.test(words)).toBe(true);
  });

  test('is shown as far as it reads, when one of its recordings does not', () => {
    const { bundle, words } = open(contents['a terminal a million columns wide']?.() ?? new Uint8Array());
    expect(bundle?.recordings.size).toBe(0);
    expect(words).toBe('запись терминала «main» не читается');
    expect(bundle?.events.length).toBeGreaterThan(3);
  });
});
