import { describe, expect, test } from 'vitest';
import { BundleError } from '#bundle/bundle-error.ts';
import { fingerprintOf } from '#bundle/fingerprint.ts';
import { openBundle } from '#bundle/open-bundle.ts';
import { judgeClaims } from '#checks/claims/judge-claims.ts';
import { archives } from '../../reports/hostile/archives.ts';
import { contents } from '../../reports/hostile/contents.ts';
import { fewHostileReports, hostileReports } from '../../reports/hostile/hostile-reports.ts';

/** Milliseconds of this process's own work in which any report is open or refused, however busy the machine is. */
const deadline = 5_000;

function worked(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Opens a report as the review does; null when it is refused. */
function open(bytes: Uint8Array) {
  const begun = worked();
  try {
    const bundle = openBundle(bytes);
    fingerprintOf(bundle);
    return { bundle, refusal: null, took: worked() - begun };
  } catch (error) {
    // Anything else than a clear sentence is a mistake of ours.
    if (!(error instanceof BundleError)) throw error;
    return { bundle: null, refusal: error, took: worked() - begun };
  }
}

test('B1: there are more than two hundred hostile reports, and enough of them for a browser', () => {
  expect(hostileReports().length).toBeGreaterThan(800);
  expect(fewHostileReports().length).toBeGreaterThan(200);
});

test('B1: a hostile text anywhere opens as text, or is refused in a sentence', { timeout: 60_000 }, () => {
  for (const { name, make } of fewHostileReports()) {
    const { bundle, refusal, took } = open(make());
    expect(took, name).toBeLessThan(deadline);
    if (bundle !== null) expect(judgeClaims(bundle.events), name).toBeInstanceOf(Array);
    if (refusal !== null) expect(refusal.hint, name).toMatch(/[а-яё]/);
  }
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

describe('B2: an archive that is a trap or broken', () => {
  /** Whoever packed the right files in another way made no trap; the seal tells it. */
  const packedAnew = /comment|folder|page before|a file that begins|the first 99/;

  test.each(Object.entries(archives))('%s', { timeout: 30_000 }, (name, make) => {
    const { bundle, refusal, took } = open(make());
    expect(took).toBeLessThan(deadline);
    if (bundle === null) expect(refusal?.message).toMatch(/^[А-ЯЁ].*\.$/s);
    else {
      expect(name).toMatch(packedAnew);
      expect(bundle.integrity.state).toBe('changed');
    }
  });
});

describe('B2: a report whose content is broken or beyond measure', () => {
  test.each(Object.entries(contents))('%s', { timeout: 60_000 }, (_, make) => {
    const bytes = make();
    const { bundle, refusal, took } = open(bytes);
    expect(took).toBeLessThan(deadline);
    if (bundle === null) expect(refusal?.message).toMatch(/^[А-ЯЁ].*\.$/s);
  });

  test('shows what is there of a report when one of its recordings does not read', () => {
    const make = contents['a terminal a million columns wide'];
    const { bundle } = open(make?.() ?? new Uint8Array());
    expect(bundle?.recordings.size).toBe(0);
    expect(bundle?.integrity.problems).toEqual(['запись терминала «main» не читается']);
    expect(bundle?.events.length).toBeGreaterThan(3);
  });
});
