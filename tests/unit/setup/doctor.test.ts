import { describe, expect, test } from 'vitest';
import type { DoctorReport } from '#protocol/doctor.ts';
import { parseContainer, parsePublishedPorts } from '../../../server/setup/doctor/docker.ts';
import { formatReport } from '../../../server/setup/doctor/format.ts';
import { listeningInodes } from '../../../server/setup/doctor/port-holder.ts';

const report: DoctorReport = {
  at: '2026-01-01T00:00:00.000Z',
  canRun: false,
  lines: [
    { id: 'disk', state: 'ok', title: 'Место на диске', found: 'Свободно 70 ГиБ.', why: 'Нужно место.', fix: null },
    {
      id: 'engine',
      state: 'problem',
      title: 'Docker Engine',
      found: 'Не отвечает.',
      why: 'Нужен.',
      fix: 'LAB_YES=1 npm start',
    },
  ],
};

describe('the doctor', () => {
  test('says of a finding what was found, why it matters and the command that mends it', () => {
    expect(formatReport(report, { brief: true })).toBe(
      '✗ Docker Engine: Не отвечает.\n    Нужен.\n    Исправить: LAB_YES=1 npm start',
    );
  });

  test('tells everything, and the verdict, when asked by itself', () => {
    const text = formatReport(report, { brief: false });
    expect(text).toContain('✓ Место на диске: Свободно 70 ГиБ.');
    expect(text).toContain('страницы открываются для чтения');
  });

  test('reads the published ports of a container, ranges and both address families', () => {
    expect(
      parsePublishedPorts('127.0.0.1:5433->5432/tcp, 0.0.0.0:8000-8002->80-82/tcp, :::8000-8002->80-82/tcp, 8008/tcp'),
    ).toEqual([5433, 8000, 8001, 8002]);
  });

  test('reads a container with its Compose project', () => {
    expect(parseContainer('zoo\trunning\tlab-1\t/home/student/runs/1\t127.0.0.1:2181->2181/tcp')).toEqual({
      name: 'zoo',
      state: 'running',
      project: 'lab-1',
      folder: '/home/student/runs/1',
      ports: [2181],
    });
  });

  test('finds the sockets that listen on a port, and not those that are connected to it', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1',
      '   1: 0100007F:1538 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4243 1',
      '   2: 0100007F:1539 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4244 1',
    ].join('\n');
    expect(listeningInodes(table, 5432)).toEqual(['4242']);
  });
});
