import { describe, expect, it } from 'vitest';
import { chartOf, secondsOf } from '#protocol/phases/chart.ts';
import { outageSummary } from '#protocol/phases/summary.ts';
import { beganAt, faultRecord, killed } from './records.ts';

const until = beganAt + 60_000;
const words = (record: Parameters<typeof outageSummary>[0], at = until) => outageSummary(record, at).join(' ');

describe('the chart of a fault', () => {
  it('sets the parts of the outage beside the terms of the formula', () => {
    const chart = chartOf(killed, until);
    expect(chart.rows.map(({ phase }) => phase)).toEqual(['detect', 'elect', 'route', 'answer']);
    expect(chart.rows[0]).toMatchObject({
      measured: { from: -40, to: 28_000 },
      expected: { from: 0, end: { min: 26_000, max: 32_000 } },
    });
    expect(chart.rows[2]?.expected).toMatchObject({ from: 26_000, end: { min: 29_000, max: 41_000 } });
    expect(chart).toMatchObject({ expected: { min: 29_000, max: 42_000 }, predicted: 30_000 });
  });

  it('has room for the longest of measurement, formula and prediction', () => {
    expect(chartOf(killed, until).to).toBeGreaterThan(42_000);
    const bold = { ...killed, prediction: { fault: 'kill', seconds: 120, leader: 'other', lost: 0 } as const };
    expect(chartOf(bold, until).to).toBeGreaterThan(120_000);
  });

  it('draws an outage that lasts up to what is known', () => {
    const { probe } = killed;
    const outage = { lastAckBefore: beganAt - 40, firstAckAfter: null, resolution: 50 };
    const chart = chartOf(faultRecord('kill', { probe, outage }), beganAt + 50_000);
    expect(chart).toMatchObject({ outage: { from: -40, to: null }, known: 50_000 });
    expect(chart.to).toBeGreaterThan(50_000);
  });

  it('counts on from the undo where only the undo ends the outage', () => {
    const before = chartOf(faultRecord('zookeeper'), until);
    expect(before.expected).toBeNull();
    expect(before.rows[0]).toMatchObject({ phase: 'heal', expected: { end: null } });
    const after = chartOf(faultRecord('zookeeper', { undoneAt: beganAt + 45_000 }), until);
    expect(after.rows[0]?.expected?.end).toEqual({ min: 45_000, max: 45_000 });
    expect(after.expected).toEqual({ min: 48_000, max: 72_000 });
  });

  it('has at most the asked number of seconds on its scale', () => {
    expect(secondsOf({ from: 0, to: 42_000 }, 8)).toEqual([0, 10_000, 20_000, 30_000, 40_000]);
    expect(secondsOf({ from: -40, to: 9_000 }, 8)).toEqual([0, 2_000, 4_000, 6_000, 8_000]);
  });
});

describe('the words about an outage', () => {
  it('tell what was measured, expected and predicted', () => {
    expect(words(killed)).toBe(
      'Перерыв в записи — 33,0 с, с точностью до 0,06 с. По настройкам ожидалось: 29–42 с — так и вышло. Предположение: 30 с.',
    );
  });

  it('tell how long it has lasted', () => {
    const outage = { lastAckBefore: beganAt, firstAckAfter: null, resolution: 50 };
    const record = faultRecord('kill', { probe: 'probe-1', outage });
    expect(words(record, beganAt + 12_300)).toBe('Записи не проходят уже 12,3 с. По настройкам ожидалось: 29–42 с.');
    expect(words(record, beganAt + 50_000)).toContain('вышло дольше');
  });

  it('do not take what was not measured for no outage', () => {
    expect(words(faultRecord('kill'))).toContain('Зонд не писал');
    expect(words(faultRecord('stop', { probe: 'probe-1' }))).toContain('Пока записи проходят');
    expect(words(faultRecord('stop', { probe: 'probe-1', healthyAt: until }))).toContain('Перерыва в записи не было');
  });

  it('judge only what follows the undo where nothing comes before it', () => {
    const undoneAt = beganAt + 45_000;
    const outage = { lastAckBefore: beganAt, firstAckAfter: undoneAt + 12_000, resolution: 50 };
    expect(words(faultRecord('zookeeper', { probe: 'probe-1', undoneAt, outage }))).toContain(
      'записи не пойдут до отмены аварии и ещё 3–27 с после неё — так и вышло',
    );
  });
});
