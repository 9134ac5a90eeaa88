import { describe, expect, test } from 'vitest';
import { openBundle } from '#bundle/open-bundle.ts';
import { judgeClaims } from '#checks/claims/judge-claims.ts';
import { readReport } from '../../../src/client/review/read-report.ts';
import { UnreadableReport } from '../../../src/client/review/report.ts';
import { summarise } from '../../../src/client/review/summary.ts';
import { anotherKey } from '../../reports/build-report.ts';
import { readWholeLab } from '../claims/whole-lab.ts';
import { eventsOf, realReport, reportOf, wholeReport } from './reports.ts';

describe('a report that is read', () => {
  test('shows the same claims as the run that it was made of', async () => {
    const live = (await readWholeLab()).map((event, index) => ({ ...event, seq: index + 1 }));
    const { claims } = readReport(await wholeReport('Иванова Анна'));
    expect(claims).toEqual(judgeClaims(live));
    expect(claims.filter(({ state }) => state === 'shown').length).toBeGreaterThan(20);
  });

  test('is summed up by what was measured in it', () => {
    const report = readReport(realReport('Иванова Анна'));
    const summary = summarise(report.bundle, report);
    expect(summary.name).toBe('Иванова Анна');
    expect(summary.outages.stop).toBeGreaterThan(1_000);
    expect(summary.outages.stop).toBeLessThan(30_000);
    expect(summary.lost).toEqual({ synchronous: 0, asynchronous: 0 });
    expect(summary.integrity.state).toBe('intact');
    expect(summary.claims.shown).toBe(report.claims.filter(({ state }) => state === 'shown').length);
  });

  test('counts an answer only where something is said', () => {
    const events = eventsOf(
      { kind: 'run-started', lab: '0.1.0', project: 'lab' },
      { kind: 'answer-saved', question: 'expose', text: 'пометка' },
      { kind: 'answer-saved', question: 'rebuild-restart', text: '  \n' },
    );
    const report = readReport(reportOf('Иванова Анна', { events }));
    expect(summarise(report.bundle, report).answers).toBe(1);
  });

  test('says in a sentence why it can not be', () => {
    for (const bytes of [new Uint8Array(0), Buffer.from('не архив'), realReport('Иванова').subarray(0, 900)]) {
      const problem = refusal(bytes);
      expect(problem.title).toMatch(/^[А-ЯЁ]/);
      expect(problem.message).toMatch(/\.$/);
      expect(problem.hint).not.toBe('');
    }
  });
});

describe('B3: the key that grades are kept under', () => {
  const key = (bytes: Uint8Array) => readReport(bytes).key;

  test('is the same for the same report, and another for any other of the same run', () => {
    const mine = reportOf('Иванова Анна');
    expect(key(mine)).toBe(key(reportOf('Иванова Анна')));
    const others = [
      reportOf('Петров Иван'),
      reportOf('Иванова Анна', { exportedAt: Date.UTC(2026, 10, 24) }),
      reportOf('Иванова Анна', { secret: anotherKey }),
      reportOf('Иванова Анна', { run: '2026-11-28-0123abce' }),
      reportOf('Иванова Анна', { texts: { 'README.md': 'другой' } }),
    ];
    expect(new Set([mine, ...others].map(key)).size).toBe(others.length + 1);
  });

  test('is not the honest report’s where a forger keeps its manifest over another journal', () => {
    const honest = reportOf('Иванова Анна');
    const forged = reportOf('Иванова Анна', {
      editLines: (lines) => lines.map((line) => line.replace('0.1.0', '0.1.1')),
    });
    const kept = openBundle(honest).manifest;
    expect(openBundle(forged).integrity.state).toBe('changed');
    const over = reportOf('Иванова Анна', {
      editLines: (lines) => lines.map((line) => line.replace('0.1.0', '0.1.1')),
      editManifest: () => kept,
    });
    expect(openBundle(over).manifest).toEqual(kept);
    expect(key(over)).not.toBe(key(honest));
  });
});

function refusal(bytes: Uint8Array) {
  try {
    readReport(bytes);
  } catch (error) {
    if (error instanceof UnreadableReport) return error.problem;
    throw error;
  }
  throw new Error('the report was read');
}
