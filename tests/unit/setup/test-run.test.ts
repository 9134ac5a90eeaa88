import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Machine } from '../../../server/setup/machine.ts';
import { type Licences, readLicences } from '../../../server/setup/test-run/licences.ts';
import { bringProgram } from '../../../server/setup/test-run/program.ts';
import {
  asciinema,
  chromium,
  faketime,
  firefox,
  webKitDriver,
  xvfb,
  zsh,
} from '../../../server/setup/test-run/programs.ts';
import { readAudit } from '../../../server/setup/test-run/signatures.ts';
import { parseTally } from '../../../server/setup/test-run/tally.ts';
import { closing } from '../../../server/setup/test-run/verdict.ts';

describe('the run of the suite', () => {
  const ofFiles = (...testResults: object[]) => ({ numPassedTests: 7, testResults });
  const good = { name: '/lab/tests/unit/a.test.ts', status: 'passed', assertionResults: [{ status: 'passed' }] };

  test('counts what passed, and names what failed by file, test and the message of its error', () => {
    const failed = {
      name: '/lab/tests/unit/b.test.ts',
      status: 'failed',
      message: '',
      assertionResults: [
        { status: 'passed', fullName: 'a parser reads' },
        { status: 'failed', fullName: 'a parser refuses', failureMessages: ['Error: no such word\n    at somewhere'] },
        {
          status: 'failed',
          fullName: 'a parser waits',
          failureMessages: ['Error: waited for «\njob»\n    at somewhere'],
        },
      ],
    };
    expect(parseTally(ofFiles(good), 0, '/lab')).toEqual({ passed: 7, failures: [] });
    expect(parseTally(ofFiles(good, failed), 1, '/lab')).toEqual({
      passed: 7,
      failures: [
        'tests/unit/b.test.ts › a parser refuses: Error: no such word',
        'tests/unit/b.test.ts › a parser waits: Error: waited for « job»',
      ],
    });
  });

  test('counts a file that did not load, and an error outside of every test, as a failure', () => {
    const broken = { name: '/lab/tests/c.test.ts', status: 'failed', message: 'SyntaxError: x', assertionResults: [] };
    expect(parseTally(ofFiles(good, broken), 1, '/lab').failures).toEqual(['tests/c.test.ts: SyntaxError: x']);
    expect(parseTally(ofFiles(good), 1, '/lab').failures).toEqual([expect.stringContaining('ошибка вне тестов')]);
    expect(parseTally(ofFiles(good), null, '/lab').failures).toHaveLength(1);
  });

  test('refuses a report without counts', () => {
    expect(() => parseTally({ testResults: [] }, 0, '/lab')).toThrow('numPassedTests');
  });

  test('ends with the counts, after what was not run and why', () => {
    const { text, exitCode } = closing(
      [{ passed: 3, failures: [] }],
      [{ part: 'tests/cluster', why: 'нет движка' }],
      false,
    );
    expect(text.split('\n')).toEqual(['Не запускалось: tests/cluster — нет движка', '3 passed, 0 failed']);
    expect(exitCode).toBe(0);
  });

  test('fails on CI when a part was not run', () => {
    expect(closing([{ passed: 3, failures: [] }], [{ part: 'tests/cluster', why: 'нет движка' }], true).exitCode).toBe(
      1,
    );
  });

  test('tells on CI that the registry was out of reach, and fails for nothing else', () => {
    const notRun = [{ part: 'npm audit signatures', why: 'реестр не ответил за 60 с', needsRegistry: true }];
    const { text, exitCode } = closing([{ passed: 3, failures: [] }], notRun, true);
    expect(text).toContain('Не запускалось: npm audit signatures — реестр не ответил за 60 с');
    expect(exitCode).toBe(0);
    expect(closing([], [...notRun, { part: 'tests/cluster', why: 'нет движка' }], true).exitCode).toBe(1);
  });

  test('tells on CI what the sources of the machine do not have, and fails for nothing else', () => {
    const notRun = [{ part: 'Firefox', why: 'источники пакетов этой машины не знают firefox-esr', notOffered: true }];
    const { text, exitCode } = closing([{ passed: 3, failures: [] }], notRun, true);
    expect(text).toContain('Не запускалось: Firefox — источники пакетов этой машины не знают firefox-esr');
    expect(exitCode).toBe(0);
    expect(closing([], [{ part: 'Firefox', why: 'apt не ответил', notOffered: false }], true).exitCode).toBe(1);
  });

  test('fails when a test failed, and names it in its last lines', () => {
    const tallies = [
      { passed: 3, failures: [] },
      { passed: 0, failures: ['tests/a.test.ts › fails: Error'] },
    ];
    expect(closing(tallies, [], false)).toEqual({
      text: '✗ tests/a.test.ts › fails: Error\n3 passed, 1 failed',
      exitCode: 1,
    });
  });
});

describe('a program that some tests need', () => {
  const mac: Machine = {
    platform: 'darwin',
    arch: 'arm64',
    distribution: 'other',
    codename: '',
    version: 0,
    wsl: false,
    root: 'none',
    systemd: false,
  };

  test.each([chromium, asciinema, zsh, faketime, firefox, webKitDriver, xvfb])(
    '$name is taken where it is, and installed by nobody without the right',
    async (program) => {
      const here = { ...program, variable: 'LAB_NO_SUCH_PROGRAM', places: ['/nowhere', process.execPath] };
      expect(await bringProgram(mac, here)).toEqual({ executable: process.execPath });
      expect(await bringProgram(mac, { ...here, places: ['/nowhere'] })).toEqual({
        missing: `нет ${program.name} и прав его поставить`,
      });
    },
  );
});

describe('the licences of the packages', () => {
  async function licencesOf(packages: object): Promise<Licences> {
    const folder = await mkdtemp(path.join(tmpdir(), 'lab-licences-'));
    try {
      await writeFile(path.join(folder, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...packages } }));
      const old = path.join(folder, 'node_modules/old');
      await mkdir(old, { recursive: true });
      await writeFile(path.join(old, 'package.json'), JSON.stringify({ licenses: [{ type: 'MIT' }] }));
      return await readLicences(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  test('are listed with their packages, also where a package tells them in the old way', async () => {
    const { lines, tally } = await licencesOf({
      'node_modules/ws': { license: 'MIT' },
      'node_modules/old': {},
      'node_modules/a/node_modules/sax': { license: 'Apache-2.0 AND MIT' },
    });
    expect(lines).toEqual(['MIT: 2 (ws, old)', 'Apache-2.0 AND MIT: 1 (sax)']);
    expect(tally).toEqual({ passed: 1, failures: [] });
  });

  test('fail with the names of those that are under another one, or under none', async () => {
    const { tally } = await licencesOf({
      'node_modules/theirs': { license: 'AGPL-3.0-only' },
      'node_modules/nobodys': {},
    });
    expect(tally).toEqual({
      passed: 0,
      failures: ['лицензия пакета theirs: AGPL-3.0-only', 'лицензия пакета nobodys: не названа'],
    });
  });

  test('of this project are ours to use', async () => {
    expect((await readLicences(path.resolve(import.meta.dirname, '../../..'))).tally.failures).toEqual([]);
  });
});

describe('the signatures of the packages', () => {
  const ended = (code: number, answer: unknown) =>
    ({ outcome: 'ended', code, stdout: JSON.stringify(answer), stderr: '' }) as const;

  test('pass when all of them fit', () => {
    expect(readAudit(ended(0, { invalid: [], missing: [] }))).toEqual({ tally: { passed: 1, failures: [] } });
  });

  test('fail with the names of those that do not fit or are missing', () => {
    const answer = { invalid: [{ name: 'ws', version: '8.23.0' }], missing: [{ name: 'pg', version: '8.23.1' }] };
    const failures = [expect.stringContaining('ws@8.23.0'), expect.stringContaining('pg@8.23.1')];
    expect(readAudit(ended(1, answer))).toEqual({ tally: { passed: 0, failures } });
    expect(readAudit(ended(0, answer))).toEqual({ tally: { passed: 0, failures } });
    expect(readAudit(ended(1, {}))).toEqual({ tally: { passed: 0, failures: ['npm audit signatures: код 1'] } });
  });

  test('are told as not looked at, with the reason, when the registry or its keys are out of reach', () => {
    const answer = {
      error: { code: 'ENOTFOUND', summary: 'getaddrinfo ENOTFOUND tuf-repo-cdn.sigstore.dev', detail: '' },
    };
    expect(readAudit(ended(1, answer))).toEqual({ missing: 'getaddrinfo ENOTFOUND tuf-repo-cdn.sigstore.dev' });
    const silent = { outcome: 'timed-out', code: null, stdout: '', stderr: '' } as const;
    expect(readAudit(silent)).toEqual({ missing: 'реестр не ответил за 60 с' });
    expect(readAudit({ ...silent, outcome: 'ended', code: 1, stderr: 'npm error old' })).toEqual({
      missing: 'npm не дал отчёта: npm error old',
    });
  });
});
