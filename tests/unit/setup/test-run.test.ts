import { describe, expect, test } from 'vitest';
import type { Machine } from '../../../server/setup/machine.ts';
import { bringProgram } from '../../../server/setup/test-run/program.ts';
import { asciinema, chromium, zsh } from '../../../server/setup/test-run/programs.ts';
import { parseTally } from '../../../server/setup/test-run/tally.ts';
import { closing } from '../../../server/setup/test-run/verdict.ts';

describe('the run of the suite', () => {
  test('counts an error outside of every test as a failure', () => {
    expect(parseTally({ numPassedTests: 7, numFailedTests: 0 }, 1)).toEqual({ passed: 7, failed: 1 });
    expect(parseTally({ numPassedTests: 7, numFailedTests: 2 }, 1)).toEqual({ passed: 7, failed: 2 });
    expect(parseTally({ numPassedTests: 7, numFailedTests: 0 }, 0)).toEqual({ passed: 7, failed: 0 });
  });

  test('refuses a report without counts', () => {
    expect(() => parseTally({ numPassedTests: 7 }, 0)).toThrow('numFailedTests');
  });

  test('ends with the counts, after what was not run and why', () => {
    const { text, exitCode } = closing(
      [{ passed: 3, failed: 0 }],
      [{ part: 'tests/cluster', why: 'нет движка' }],
      false,
    );
    expect(text.split('\n')).toEqual(['Не запускалось: tests/cluster — нет движка', '3 passed, 0 failed']);
    expect(exitCode).toBe(0);
  });

  test('fails on CI when a part was not run', () => {
    expect(closing([{ passed: 3, failed: 0 }], [{ part: 'tests/cluster', why: 'нет движка' }], true).exitCode).toBe(1);
  });

  test('fails when a test failed', () => {
    const tallies = [
      { passed: 3, failed: 0 },
      { passed: 0, failed: 1 },
    ];
    expect(closing(tallies, [], false)).toEqual({ text: '3 passed, 1 failed', exitCode: 1 });
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

  test.each([chromium, asciinema, zsh])(
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
