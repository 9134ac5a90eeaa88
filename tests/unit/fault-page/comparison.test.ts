import { describe, expect, it } from 'vitest';
import type { FaultRecord } from '#protocol/fault.ts';
import { columns, sortRecords, toCsv, toMarkdown } from '../../../src/client/fault/comparison.ts';
import { beganAt, faultRecord, killed } from '../phases/records.ts';

const short: FaultRecord = {
  ...faultRecord('stop', {
    probe: 'probe-1',
    outage: { lastAckBefore: beganAt, firstAckAfter: beganAt + 8_000, resolution: 50 },
  }),
  beganAt: beganAt + 100_000,
  lost: 0,
};
const unmeasured: FaultRecord = { ...faultRecord('pause'), probe: null, beganAt: beganAt + 200_000 };
const all = [killed, short, unmeasured];
const faultsBy = (column: string, descending = false) =>
  sortRecords(all, { column, descending }).map(({ fault }) => fault);

describe('the comparison of faults', () => {
  it('is sorted by any column, both ways', () => {
    expect(faultsBy('at')).toEqual(['kill', 'stop', 'pause']);
    expect(faultsBy('outage', true)).toEqual(['kill', 'stop', 'pause']);
    expect(faultsBy('fault')).toEqual(['kill', 'pause', 'stop']);
    expect(faultsBy('no such column')).toEqual(['kill', 'stop', 'pause']);
  });

  it('keeps what is not known behind, in the order of time', () => {
    expect(faultsBy('detect')).toEqual(['kill', 'stop', 'pause']);
  });

  it('says of a fault without a probe that none wrote, and counts nothing for it', () => {
    const texts = Object.fromEntries(columns.map(({ id, cell }) => [id, cell(unmeasured).text]));
    expect(texts).toMatchObject({ outage: 'зонд не писал', acked: '—', lost: '—' });
  });

  it('is copied as Markdown with a row a fault', () => {
    const lines = toMarkdown(all).split('\n');
    expect(lines).toHaveLength(2 + all.length);
    expect(lines[0]).toContain('| Авария | Перерыв | Ожидалось | Предположено |');
    expect(lines.every((line) => line.split('|').length === columns.length + 2)).toBe(true);
    expect(lines[3]).toContain('8,0 с');
  });

  it('is copied as CSV whose cells are no formulas and keep their commas', () => {
    const [head = '', kill = ''] = toCsv(all).split('\r\n');
    expect(head.split(',')).toHaveLength(columns.length);
    expect(kill).toContain('"33,0 с"');
    expect(toCsv(all)).not.toMatch(/(^|,)[=+@]/m);
  });
});
