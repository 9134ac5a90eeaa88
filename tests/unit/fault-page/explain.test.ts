import { describe, expect, it } from 'vitest';
import type { FaultRecord } from '#protocol/fault.ts';
import { explainRecord } from '../../../src/client/fault/explain.ts';
import { measurementRows } from '../../../src/client/fault/measurement-rows.ts';
import { variantOf } from '#protocol/fault-variant.ts';
import { recordsOfStep } from '../../../src/client/fault/variant.ts';
import { beganAt, faultRecord, killed } from '../phases/records.ts';

const measured: FaultRecord = {
  ...killed,
  leaderBefore: 'pg-master',
  leaderAfter: 'pg-slave',
  undoneAt: beganAt + 45_000,
  healthyAt: beganAt + 60_000,
  writes: { acked: 640, failed: 12, unknown: 1 },
  lost: 0,
  unanswered: 1,
};
const textOf = (record: FaultRecord) =>
  explainRecord(record)
    .map(({ text }) => text.replaceAll('\u{a0}', ' '))
    .join(' ');

describe('the explanation of a run', () => {
  it('names the part that took longest and what it waited for', () => {
    expect(textOf(measured)).toContain('Дольше всего длилась часть «Обнаружение»');
    expect(textOf(measured)).toContain('pg-master не мог отдать ключ сам, и сессия ZooKeeper доживала свой срок');
  });

  it('knows in the trap of two nodes for whom was waited', () => {
    const phase = (name: 'detect' | 'heal' | 'answer', seconds: number) => ({
      name,
      from: 0,
      to: seconds * 1_000,
      evidence: [],
    });
    const trap = { ...measured, fault: 'replica-first', node: 'pg-slave', leaderAfter: null } as const;
    expect(textOf({ ...trap, phases: [phase('detect', 30), phase('heal', 5)] })).toContain(
      'pg-master не мог отдать ключ',
    );
    expect(textOf({ ...trap, phases: [phase('detect', 30), phase('heal', 60)] })).toContain('возвращения pg-master');
    const struck = { ...trap, leaderAfter: 'pg-master', phases: [phase('detect', 4), phase('answer', 1)] };
    expect(textOf(struck)).toContain('лидер ждал подтверждений от пропавшей реплики'.slice(1));
  });

  it('lays the wait for ZooKeeper on ZooKeeper', () => {
    const phases = [{ name: 'heal', from: 0, to: 9_000, evidence: [] }] as const;
    const away = { ...measured, fault: 'zookeeper', node: 'zoo', leaderAfter: null, phases } as const;
    expect(textOf(away)).toContain('возвращения zoo');
    expect(textOf(away)).toContain('ключ взять было негде');
  });

  it('says who leads instead of whom, and that nobody does', () => {
    expect(textOf(measured)).toContain('Вместо pg-master лидером стал pg-slave.');
    expect(textOf({ ...measured, leaderAfter: 'pg-master' })).toContain('переключения не было');
    expect(textOf({ ...measured, leaderAfter: null })).toContain('До возвращения лидера не было');
  });

  it('tells kept rows from lost ones, and luck from a guarantee', () => {
    expect(textOf(measured)).toContain('640 подтверждённых строк, и все на месте');
    expect(textOf(measured)).not.toContain('Гарантии этому нет');
    const careless = { ...measured, timings: { ...measured.timings, synchronousMode: false } };
    expect(textOf(careless)).toContain('Гарантии этому нет');
    expect(textOf({ ...careless, lost: 2 })).toContain('Пропало 2 подтверждённые строки из 640');
    expect(textOf({ ...measured, lost: 1 })).toContain('В синхронном режиме такого быть не должно.');
  });

  it('says what became of the rows without an answer', () => {
    expect(textOf(measured)).toContain('Без ответа — 1 строка: записано из них — 1.');
    expect(textOf({ ...measured, unanswered: 0 })).toContain('ни одна из них не записана');
  });

  it('warns of two nodes that confirmed writes at one time', () => {
    const split = { ...measured, splitBrain: [{ at: beganAt, nodes: ['pg-master', 'pg-slave'] }] };
    expect(explainRecord(split).find(({ tone }) => tone === 'bad')?.text).toContain('pg-master и pg-slave');
    expect(textOf(measured)).toContain('Двух узлов, подтверждавших запись одновременно, не было.');
  });

  it('promises nothing of rows that were not compared yet, and nothing at all without a probe', () => {
    expect(textOf({ ...measured, lost: null, unanswered: null })).toContain('ещё не сверены');
    expect(textOf({ ...measured, lost: null, unanswered: null })).not.toContain('одновременно');
    expect(explainRecord({ ...measured, probe: null })).toEqual([]);
  });
});

describe('the table of a measurement', () => {
  it('sets prediction, measurement and settings side by side', () => {
    expect(
      measurementRows(measured).map(({ predicted, measured: seen, expected }) => [predicted, seen, expected]),
    ).toEqual([
      ['30 с', '33,0 с', '29–42 с'],
      ['другой узел', 'другой узел: pg-slave', 'другой узел'],
      ['0', '0', '0'],
    ]);
  });

  it('says what is not known yet', () => {
    const outage = { lastAckBefore: beganAt, firstAckAfter: null, resolution: 50 };
    const running = { ...measured, prediction: null, outage, leaderAfter: null, lost: null };
    expect(measurementRows(running).map(({ predicted, measured: seen }) => [predicted, seen])).toEqual([
      ['—', 'идёт'],
      ['—', 'пока никто'],
      ['—', 'ещё не сверено'],
    ]);
  });
});

describe('the records of a step', () => {
  const timings = (change: Partial<FaultRecord['timings']>) => ({
    ...measured,
    timings: { ...measured.timings, ...change },
  });
  const usual = timings({ synchronousMode: true, ttl: 30_000, inter: 3_000 });
  const careless = timings({ synchronousMode: false });
  const hasty = timings({ synchronousMode: true, ttl: 20_000 });

  it('are told apart by the settings that were in force', () => {
    expect([usual, careless, hasty].map(variantOf)).toEqual(['usual', 'async', 'tuned']);
    expect(recordsOfStep([usual, careless, hasty], 'kill', 'async')).toEqual([careless]);
  });

  it('are all of the fault where none was made with the usual settings, the newest first', () => {
    expect(recordsOfStep([careless, hasty], 'kill', 'usual')).toEqual([hasty, careless]);
    expect(recordsOfStep([careless, faultRecord('stop')], 'kill', 'tuned')).toEqual([]);
  });
});
